using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Benchmarks;

/// <summary>The two steps that every token of a stream goes through: finding the event, and reading its JSON.</summary>
[MemoryDiagnoser]
public class SseBenchmarks
{
    private const int Events = 1000;
    private readonly OpenAIChunk _chunk = new();
    private byte[] _stream = [];

    /// <summary>Bytes that come at once: a token's event alone, or a full read of a fast stream.</summary>
    [Params(256, 16 * 1024)]
    public int ReadSize { get; set; }

    [GlobalSetup]
    public void Setup() => _stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Events).Select(i =>
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token"
        + i.ToString(CultureInfo.InvariantCulture) + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n")));

    [Benchmark(OperationsPerInvoke = Events)]
    public int FindEvents() => Read(readJson: false);

    [Benchmark(OperationsPerInvoke = Events)]
    public int FindAndReadEvents() => Read(readJson: true);

    private int Read(bool readJson)
    {
        var events = new ServerSentEvents();
        var found = 0;
        for (var start = 0; start < _stream.Length;)
        {
            var space = events.Space.Span;
            var count = Math.Min(Math.Min(ReadSize, space.Length), _stream.Length - start);
            _stream.AsSpan(start, count).CopyTo(space);
            events.Advance(count);
            start += count;
            while (events.TryRead(out var data))
            {
                found++;
                if (readJson)
                    _chunk.Read(data);
            }
        }

        return found == Events ? found : throw new InvalidOperationException($"Found {found} of {Events} events.");
    }
}
