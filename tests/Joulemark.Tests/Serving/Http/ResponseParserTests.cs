using System.Text;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.Http.Epoll;
using Joulemark.Serving.OpenAI;
using Xunit;

namespace Joulemark.Tests.Serving.Http;

/// <summary>HTTP/1.1 responses read out of bytes, whatever way they are cut.</summary>
public sealed class ResponseParserTests
{
    private const string Event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"naïve 😀\"},\"finish_reason\":\"stop\"}]}\n\n";

    public static TheoryData<string, string, bool> Responses => new()
    {
        { "length", Head($"Content-Length: {Encoding.UTF8.GetByteCount(Event)}") + Event, true },
        { "chunked", Head("Transfer-Encoding: chunked") + Chunk(Event) + "0\r\n\r\n", true },
        { "chunks of some bytes", Head("transfer-encoding: CHUNKED") + string.Concat(Event.Chunk(5).Select(c => Chunk(new string(c)))) + "0\r\n\r\n", true },
        { "extensions, trailers, upper case", Head("Transfer-Encoding: chunked") + Chunk(Event).ToUpperInvariant()[..2] + ";a=b;c\r\n" + Event + "\r\n0;x\r\nExpires: never\r\nX: y\r\n\r\n", true },
        { "interim responses before", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Head("Transfer-Encoding: chunked") + Chunk(Event) + "0\r\n\r\n", true },
        { "connection: close", Head("Transfer-Encoding: chunked", "Connection: close") + Chunk(Event) + "0\r\n\r\n", false },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void Response_CutAnywhere_GivesTheSameAnswer(string what, string response, bool keepsAlive)
    {
        var bytes = Encoding.UTF8.GetBytes(response);
        foreach (var size in (int[])[1, 2, 3, 7, 64, bytes.Length])
        {
            var (parser, stream, _) = Start();
            var done = false;
            for (var start = 0; start < bytes.Length; start += size)
            {
                Assert.False(done, $"{what} was over too soon, {size} bytes at a time");
                ReadOnlySpan<byte> part = bytes.AsSpan(start, Math.Min(size, bytes.Length - start));
                done = parser.Read(ref part, stream, default);
                Assert.True(part.IsEmpty);
            }

            Assert.True(done, $"{what}, {size} bytes at a time");
            Assert.Null(parser.Error);
            Assert.Equal(keepsAlive, parser.KeepsAlive);
            stream.OnEnd(default);
            Assert.Equal(("naïve 😀", "stop", null), (stream.Reply.Output, stream.Reply.FinishReason, stream.Reply.Error));
            Assert.Single(stream.Reply.Tokens);
        }
    }

    [Fact]
    public void Response_WithoutLength_EndsWithItsConnection()
    {
        var (parser, stream, _) = Start();
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(Head() + Event);

        Assert.False(parser.Read(ref bytes, stream, default));
        Assert.True(parser.EndsWithConnection);
        Assert.False(parser.KeepsAlive);
    }

    [Fact]
    public void WhatFollowsTheResponse_IsLeft()
    {
        var (parser, stream, _) = Start();
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(Head("Content-Length: 0") + "garbage");

        Assert.True(parser.Read(ref bytes, stream, default));
        Assert.Equal("garbage", Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "not HTTP/1.1: SSH-2.0")]
    [InlineData("HTTP/1.1 abc\r\n\r\n", "not HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "a header without a name: no colon here")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "no length: -5")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "no length: 6")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "not asked for: gzip, chunked")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "another protocol")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "no number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "no number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "no number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc", "longer than its size")]
    public void Nonsense_IsSaidInItsOwnWords(string response, string words)
    {
        var (parser, stream, _) = Start();
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(response);

        Assert.True(parser.Read(ref bytes, stream, default));
        Assert.Contains(words, parser.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void HeadWithoutEnd_IsRefused()
    {
        var (parser, stream, _) = Start();
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('x', 70_000));

        Assert.True(parser.Read(ref bytes, stream, default));
        Assert.Contains("64 kB", parser.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7.0)]
    [InlineData("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT", 0.0)] // has passed
    [InlineData("Retry-After: soon", null)]
    public void RetryAfter_IsRead(string header, double? seconds)
    {
        var (parser, stream, reply) = Start();
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 429 Too Many Requests\r\n{header}\r\nContent-Length: 0\r\n\r\n");

        Assert.True(parser.Read(ref bytes, stream, default));
        Assert.Equal(seconds, reply.RetryAfter?.TotalSeconds);
    }

    private static (ResponseParser Parser, ReplyStream Stream, ServerReply Reply) Start()
    {
        var reply = new ServerReply();
        var parser = new ResponseParser();
        parser.Begin();
        return (parser, new ReplyStream(reply, new OpenAIReader(), ReplyFormat.ServerSentEvents, onToken: null), reply);
    }

    private static string Head(params string[] headers) =>
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + string.Concat(headers.Select(h => h + "\r\n")) + "\r\n";

    private static string Chunk(string data) => $"{Encoding.UTF8.GetByteCount(data):x}\r\n{data}\r\n";
}
