using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Benchmarks;

/// <summary>What every token of a stream goes through: finding the event, and reading it. The client's work for a token, without the kernel's.</summary>
[MemoryDiagnoser]
public class SseBenchmarks
{
    private const int Events = 100_000;
    private byte[] _bytes = [];
    private ReplyStream? _stream;

    /// <summary>Bytes that come at once: a token's event alone, or a full read of a fast stream.</summary>
    [Params(256, 16 * 1024)]
    public int ReadSize { get; set; }

    /// <summary>True where all but the text is the same from event to event, false where a number before the text changes, so that each event is parsed.</summary>
    [Params(true, false)]
    public bool Alike { get; set; }

    [GlobalSetup]
    public void Setup() => _bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Events).Select(i => string.Create(CultureInfo.InvariantCulture,
        $"data: {{\"id\":\"chatcmpl-{(Alike ? 1 : i)}\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\" token{i}\"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n"))));

    // Beginning and ending a request are no part of a token's cost.
    [IterationSetup]
    public void Begin()
    {
        _stream = new ReplyStream(new ServerReply(), new OpenAIReader(), ReplyFormat.ServerSentEvents, onToken: null);
        _stream.OnHead(200, "text/event-stream", default);
    }

    [IterationCleanup]
    public void End()
    {
        if (_stream!.Reply.Tokens.Count != Events)
            throw new InvalidOperationException($"Found {_stream.Reply.Tokens.Count} of {Events} events.");
        _stream.OnEnd(default);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public void SplitAndRead()
    {
        for (var start = 0; start < _bytes.Length; start += ReadSize)
            _stream!.OnBody(_bytes.AsSpan(start, Math.Min(ReadSize, _bytes.Length - start)), default);
    }
}
