using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Benchmarks;

/// <summary>The two steps that every token of a stream goes through: finding the event, and reading its JSON.</summary>
[MemoryDiagnoser]
public class SseBenchmarks
{
    private const int Events = 1000;
    private byte[] _stream = [];

    /// <summary>Bytes that come at once: a token's event alone, or a full read of a fast stream.</summary>
    [Params(256, 16 * 1024)]
    public int ReadSize { get; set; }

    [GlobalSetup]
    public void Setup() => _stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Events).Select(i =>
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token"
        + i.ToString(CultureInfo.InvariantCulture) + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n")));

    [Benchmark(OperationsPerInvoke = Events)]
    public int SplitAndRead()
    {
        var stream = new ReplyStream(new ServerReply(), new OpenAIReader(), ReplyFormat.ServerSentEvents, onToken: null);
        stream.OnHead(200, "text/event-stream", default);
        for (var start = 0; start < _stream.Length; start += ReadSize)
            stream.OnBody(_stream.AsSpan(start, Math.Min(ReadSize, _stream.Length - start)), default);
        var found = stream.Reply.TokenCount;
        stream.OnEnd(default);
        return found == Events ? found : throw new InvalidOperationException($"Found {found} of {Events} events.");
    }
}
