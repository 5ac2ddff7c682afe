using System.Text;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Random bytes for an answer: whatever comes, the request ends, as a failure of some kind.</summary>
public sealed class FuzzTests
{
    private const int Cases = 200;

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task RandomBytes_AsResponse_EndAsAFailure(string transport)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            await using var server = ScriptedServer.Answer(Response(new Random(seed)));

            var reply = await Transports.AskAsync(transport, server, TimeSpan.FromSeconds(20));

            Assert.True(reply.Error is not null, $"seed {seed}: no failure, but '{reply.Output}'");
            Assert.True(reply.ErrorKind is not (FailureKinds.Client or FailureKinds.Timeout), $"seed {seed}: {reply.ErrorKind}: {reply.Error}");
        }
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task GoodResponse_WithBytesChanged_EndsInSomeWay(string transport)
    {
        var good = Encoding.UTF8.GetBytes($"{ScriptedConnection.StreamHead}Transfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(Events.Good):x}\r\n{Events.Good}\r\n0\r\n\r\n");
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var changed = (byte[])good.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            await using var server = ScriptedServer.Answer(changed);

            var reply = await Transports.AskAsync(transport, server, TimeSpan.FromSeconds(20));

            Assert.True(reply.ErrorKind is not (FailureKinds.Client or FailureKinds.Timeout), $"seed {seed}: {reply.ErrorKind}: {reply.Error}");
        }
    }

    /// <summary>Bytes that are random from the start, behind a good head, or behind a good chunk's size.</summary>
    private static byte[] Response(Random random)
    {
        var bytes = new byte[random.Next(1, 4000)];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => bytes,
            1 => [.. "HTTP/1.1 "u8, .. bytes],
            2 => [.. Encoding.ASCII.GetBytes(ScriptedConnection.StreamHead + "Transfer-Encoding: chunked\r\n\r\n"), .. bytes],
            _ => [.. Encoding.ASCII.GetBytes(ScriptedConnection.StreamHead + "\r\ndata: "), .. bytes],
        };
    }
}
