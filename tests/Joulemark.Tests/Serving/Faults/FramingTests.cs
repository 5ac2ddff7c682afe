using System.Globalization;
using System.Text;
using Joulemark.Records;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Every way in which HTTP/1 may frame a response (RFC 9112) gives the same answer.</summary>
public sealed class FramingTests
{
    private const string Type = "Content-Type: text/event-stream\r\n";

    public static TheoryData<string, string> Framings => Transports.With(Cases.Keys);

    private static byte[] Body => Encoding.UTF8.GetBytes(Events.Good);

    private static Dictionary<string, byte[]> Cases => new(StringComparer.Ordinal)
    {
        ["content-length"] = [.. Head($"HTTP/1.1 200 OK\r\n{Type}Content-Length: {Body.Length}\r\n\r\n"), .. Body],
        ["until the connection closes"] = [.. Head($"HTTP/1.1 200 OK\r\n{Type}Connection: close\r\n\r\n"), .. Body],
        ["HTTP/1.0"] = [.. Head($"HTTP/1.0 200 OK\r\n{Type}\r\n"), .. Body],
        ["chunks of one byte"] = Chunked(1),
        ["chunks of seven bytes"] = Chunked(7),
        ["one chunk"] = Chunked(int.MaxValue),
        ["upper-case sizes with leading zeros"] = Chunked(171, size => "000" + size.ToString("X", CultureInfo.InvariantCulture)),
        ["extensions"] = Chunked(10, size => size.ToString("x", CultureInfo.InvariantCulture) + ";name=value;quoted=\"a;b\""),
        ["trailers"] = Chunked(10, end: "0\r\nX-Checksum: 1234\r\nX-More: yes\r\n\r\n"),
        ["interim responses"] = [.. Head("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"), .. Chunked(10)],
        ["header names in any case, values with spaces"] =
            [.. Head("HTTP/1.1 200 OK\r\ncONTENT-tYPE:\t text/event-stream ; charset=utf-8 \r\ntransfer-encoding:  Chunked \r\n\r\n"), .. Chunked(10)[ChunkedHead.Length..]],
        ["no reason phrase"] = [.. Head($"HTTP/1.1 200 \r\n{Type}Content-Length: {Body.Length}\r\n\r\n"), .. Body],
        ["garbage after the response"] = [.. Chunked(10), .. "garbage that nobody asked for"u8],
        ["two responses at once"] = [.. Chunked(10), .. Chunked(10)],
        ["head of 48 kB"] = [.. Head($"HTTP/1.1 200 OK\r\n{Type}X-Long: {new string('x', 48 * 1024)}\r\nContent-Length: {Body.Length}\r\n\r\n"), .. Body],
    };

    private static byte[] ChunkedHead => Head($"HTTP/1.1 200 OK\r\n{Type}Transfer-Encoding: chunked\r\n\r\n");

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Framing_OfAnyKind_GivesTheAnswer(string transport, string framing)
    {
        await using var server = ScriptedServer.Answer(Cases[framing]);

        AssertGood(await Transports.AskAsync(transport, server));
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Framing_SplitAtEveryByte_GivesTheAnswer(string transport, string framing)
    {
        if (framing.Contains("48 kB", StringComparison.Ordinal))
            return; // as many writes as bytes; the split head is in the other cases
        await using var server = ScriptedServer.Answer(Cases[framing], byteByByte: true);

        AssertGood(await Transports.AskAsync(transport, server));
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task NextRequest_AfterAnyFraming_GetsItsOwnAnswer(string transport, string framing)
    {
        await using var server = ScriptedServer.Answer(Cases[framing]);
        using var client = Transports.Client(transport, server.Url);

        for (var i = 0; i < 5; i++)
            AssertGood(await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken));
    }

    private static void AssertGood(ServerReply reply)
    {
        Assert.True(reply.Error is null, $"{reply.ErrorKind}: {reply.Error}");
        Assert.Equal("Hi 😀", reply.Output);
        Assert.Equal(2, reply.Tokens.Count);
        Assert.Equal("stop", reply.FinishReason);
        Assert.Equal(new TokenUsage(3, 2), reply.Usage);
        Assert.True(reply.Sent <= reply.Headers && reply.Headers <= reply.FirstByte && reply.FirstByte <= reply.Tokens[0] && reply.Tokens[^1] <= reply.Ended);
    }

    private static byte[] Chunked(int most, Func<int, string>? size = null, string end = "0\r\n\r\n") =>
    [
        .. ChunkedHead,
        .. Body.Chunk(most).SelectMany(c => (byte[])[.. Head((size?.Invoke(c.Length) ?? c.Length.ToString("x", CultureInfo.InvariantCulture)) + "\r\n"), .. c, .. "\r\n"u8]),
        .. Head(end),
    ];

    private static byte[] Head(string text) => Encoding.ASCII.GetBytes(text);
}
