using System.Globalization;
using System.Text;

namespace Joulemark.Serving.Mock;

/// <summary>What the mock server says, in bytes as they go out.</summary>
internal sealed class MockAnswer
{
    private const string Chunk = """{"id":"chatcmpl-0","object":"chat.completion.chunk","created":1,"model":"mock","choices":[{"index":0,"delta":{"content":" token"},"logprobs":null,"finish_reason":null}]}""";

    public MockAnswer(int tokens, bool oneByOne)
    {
        var head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
        var token = Event(Chunk);
        var usage = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"id":"chatcmpl-0","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":{{{tokens}}},"total_tokens":{{{tokens + 1}}}}}""");
        byte[] tail = [.. Event(Chunk.Replace("\"delta\":{\"content\":\" token\"}", "\"delta\":{}", StringComparison.Ordinal).Replace("\"finish_reason\":null", "\"finish_reason\":\"length\"", StringComparison.Ordinal)),
            .. Event(usage), .. Event("[DONE]"), .. "0\r\n\r\n"u8];
        byte[][] parts = [head, .. Enumerable.Repeat(token, tokens), tail];
        Parts = oneByOne ? parts : [[.. parts.SelectMany(p => p)]];

        var models = $$"""{"object":"list","data":[{"id":"{{MockServer.Model}}","object":"model"}]}""";
        Models = [Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {models.Length}\r\n\r\n{models}"))];
    }

    /// <summary>An answer, part by part as it is sent.</summary>
    public IReadOnlyList<byte[]> Parts { get; }

    /// <summary>The list of models.</summary>
    public IReadOnlyList<byte[]> Models { get; }

    private static byte[] Event(string data) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{data.Length + 8:x}\r\ndata: {data}\n\n\r\n"));
}
