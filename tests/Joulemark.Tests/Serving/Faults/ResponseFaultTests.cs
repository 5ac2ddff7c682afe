using System.Text;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Responses that are wrong as HTTP, or are no answer: each ends as a failure of its kind, in words.</summary>
public sealed class ResponseFaultTests
{
    private const string Stream = "Content-Type: text/event-stream\r\n";
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static readonly Dictionary<string, (string Response, string Kind, string Words)> Cases = new(StringComparer.Ordinal)
    {
        ["no HTTP"] = ("SSH-2.0-OpenSSH_9.2\r\n\r\n", FailureKinds.Protocol, "SSH"),
        ["a status that is no number"] = ("HTTP/1.1 abc OK\r\n\r\n", FailureKinds.Protocol, ""),
        ["header without a colon"] = ($"HTTP/1.1 200 OK\r\n{Stream}nonsense\r\nContent-Length: 2\r\n\r\nhi", FailureKinds.Protocol, "nonsense"),
        ["head of 100 kB"] = ($"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 100 * 1024)}\r\n\r\n", FailureKinds.Protocol, ""),
        ["chunk size that is no number"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\nxyz\r\nhi\r\n0\r\n\r\n", FailureKinds.Protocol, ""),
        ["chunk size that overflows"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhi\r\n0\r\n\r\n", FailureKinds.Protocol, ""),
        ["negative chunk size"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", FailureKinds.Protocol, ""),
        ["chunk longer than its size"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n", FailureKinds.Protocol, ""),
        ["body shorter than its length"] = ($"HTTP/1.1 200 OK\r\n{Stream}Content-Length: 5000\r\n\r\ndata: {{", FailureKinds.Truncated, ""),
        ["chunks without an end"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n", FailureKinds.Truncated, ""),
        ["head and no body"] = ($"HTTP/1.1 200 OK\r\n{Stream}Transfer-Encoding: chunked\r\n\r\n", FailureKinds.Truncated, ""),
        ["half a head"] = ("HTTP/1.1 200 OK\r\nContent-Ty", FailureKinds.Connection, ""),
        ["nothing"] = ("", FailureKinds.Connection, ""),
        ["204"] = ("HTTP/1.1 204 No Content\r\n\r\n", "http-204", "204"),
        ["304"] = ("HTTP/1.1 304 Not Modified\r\n\r\n", "http-304", "304"),
        ["redirect"] = ("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://elsewhere.example/v1\r\nContent-Length: 0\r\n\r\n", "http-307", "https://elsewhere.example/v1, which is not followed; name that address in server.url"),
        ["compressed"] = ($"HTTP/1.1 200 OK\r\n{Stream}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", FailureKinds.NotAStream, "compressed its answer (gzip)"),
        ["JSON in place of a stream"] = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{\"choices\":\"whole\"}", FailureKinds.NotAStream, "{\"choices\":\"whole\"}"),
        ["error with half its body"] = ("HTTP/1.1 503 Busy\r\nContent-Length: 500\r\n\r\nall slots are", "http-503", "all slots are"),
        ["error of 1 MB"] = ($"HTTP/1.1 500 Oops\r\nContent-Length: 1048576\r\n\r\n{new string('x', 1048576)}", "http-500", "xxxx"),
        ["error with control characters"] = ("HTTP/1.1 500 Oops\r\nContent-Length: 9\r\n\r\na\u001b[2Jb\r\nc", "http-500", "500: a [2Jb  c"),
        ["error in broken UTF-8"] = ("HTTP/1.1 500 Oops\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nbad", "http-500", "bad"),
    };

    public static TheoryData<string, string> Responses => Transports.With(Cases.Keys);

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Response_ThatIsNoAnswer_IsAFailureOfItsKind(string transport, string response)
    {
        var (bytes, kind, words) = Cases[response];
        await using var server = ScriptedServer.Answer(Encoding.UTF8.GetBytes(bytes));

        var reply = await Transports.AskAsync(transport, server);

        Assert.Equal((kind, words), (reply.ErrorKind, reply.Error!.Contains(words, StringComparison.Ordinal) ? words : reply.Error));
        Assert.InRange(reply.Error.Length, 3, 1001);
        Assert.True(reply.Ended >= reply.Sent);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Connection_ClosedRightAfterAccept_IsAConnectionThatFailed(string transport)
    {
        await using var server = ScriptedServer.Start(_ => Task.CompletedTask);

        Assert.Equal(FailureKinds.Connection, (await Transports.AskAsync(transport, server)).ErrorKind);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task SlowLoris_InTheHead_EndsAtTheTimeout(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            for (var head = "HTTP/1.1 200 OK\r\nX-Slow: "; ; head = "x")
            {
                await c.SendAsync(head);
                await Task.Delay(20, c.Stop);
            }
        });

        var reply = await Transports.AskAsync(transport, server, Soon);

        Assert.Equal(FailureKinds.Timeout, reply.ErrorKind);
        Assert.Contains("0.3 s (server.request-timeout)", reply.Error, StringComparison.Ordinal);
        Assert.Null(reply.Headers);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task SlowLoris_InTheBody_EndsAtTheTimeoutAndKeepsWhatCame(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync($"HTTP/1.1 200 OK\r\n{Stream}\r\n{Events.Text("Hi")}");
            while (true)
            {
                await c.SendAsync(":");
                await Task.Delay(20, c.Stop);
            }
        });

        var reply = await Transports.AskAsync(transport, server, TimeSpan.FromSeconds(1));

        Assert.Equal(FailureKinds.Timeout, reply.ErrorKind);
        Assert.Equal("Hi", reply.Output);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task ErrorStatus_WhoseBodyNeverEnds_KeepsItsKindAndWords(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\nout of slots");
            await c.UntilClosedAsync();
        });

        var reply = await Transports.AskAsync(transport, server, Soon);

        Assert.Equal("http-500", reply.ErrorKind);
        Assert.Contains("out of slots (no end within 0.3 s", reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Answer_BeforeTheRequestIsFullySent_IsNotLostInTheNoise(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.HeadAsync();
            await c.SendAsync("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 12\r\n\r\nat most 1 MB");
            c.Close();
        });
        using var client = Transports.Client(transport, server.Url);

        var reply = await client.SendAsync(Transports.Ask(new string('x', 32 * 1024 * 1024)), TestContext.Current.CancellationToken);

        // What the server said may be lost with the connection, which it resets because it has not read the rest.
        Assert.Contains(reply.ErrorKind, new[] { "http-413", FailureKinds.Connection });
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task LargeRequest_ThatTheServerNeverReads_EndsAtTheTimeout(string transport)
    {
        await using var server = ScriptedServer.Start(c => Task.Delay(Timeout.Infinite, c.Stop));
        using var client = Transports.Client(transport, server.Url, timeout: Soon);

        var reply = await client.SendAsync(Transports.Ask(new string('x', 32 * 1024 * 1024)), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKinds.Timeout, reply.ErrorKind);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7d)]
    [InlineData("Retry-After: 0.25\r\n", 0.25)]
    [InlineData("Date: Wed, 25 Nov 2026 10:00:00 GMT\r\nRetry-After: Wed, 25 Nov 2026 10:01:30 GMT\r\n", 90d)]
    [InlineData("Date: Wed, 25 Nov 2026 10:00:00 GMT\r\nRetry-After: Wed, 25 Nov 2026 09:00:00 GMT\r\n", 0d)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("Retry-After: -3\r\n", null)]
    [InlineData("", null)]
    public async Task RetryAfter_InSecondsOrAsAMoment_IsRead(string headers, double? seconds)
    {
        await using var server = ScriptedServer.Answer(Encoding.ASCII.GetBytes($"HTTP/1.1 429 Too Many Requests\r\n{headers}Content-Length: 9\r\n\r\nslow down"));
        foreach (var transport in Transports.Names)
        {
            var reply = await Transports.AskAsync(transport.Data, server);

            Assert.Equal("http-429", reply.ErrorKind);
            Assert.Contains("slow down", reply.Error, StringComparison.Ordinal);
            Assert.Equal(seconds, reply.RetryAfter?.TotalSeconds);
        }
    }
}
