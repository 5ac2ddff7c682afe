using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Servers that close connections that they promised to keep: no request is lost, and what was sent twice is marked.</summary>
public sealed class IdleCloseTests
{
    private const string Promise = "Keep-Alive: timeout=5, max=100\r\n";

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Close_WhileIdle_LosesNoRequest(string transport)
    {
        using var answered = new SemaphoreSlim(0);
        using var closed = new SemaphoreSlim(0);
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await AnswerAsync(c);
            await answered.WaitAsync(c.Stop);
            c.Close();
            closed.Release();
        });
        using var client = Transports.Client(transport, server.Url);

        for (var i = 0; i < 20; i++)
        {
            AssertGood(await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken));
            answered.Release();
            await closed.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Close_AfterEachAnswer_LosesNoRequestAtFullSpeed(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await AnswerAsync(c);
            c.Close();
            await c.UntilClosedAsync();
        });
        using var client = Transports.Client(transport, server.Url);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
                AssertGood(await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken));
        }));
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Request_LostOnAConnectionThatTheServerDropped_IsSentAgainAndMarked(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await AnswerAsync(c);
            if (c.Number > 1)
            {
                await c.UntilClosedAsync();
                return;
            }

            await c.RequestAsync(); // takes the next one, and is gone
            c.Reset();
        });
        using var client = Transports.Client(transport, server.Url);

        var first = await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);
        var second = await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);

        AssertGood(first);
        AssertGood(second);
        Assert.False(first.Resent);
        Assert.True(second.Resent);
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Request_ThatFailsOnAConnectionOfItsOwn_IsNotSentAgain(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            c.Reset();
        });
        using var client = Transports.Client(transport, server.Url);

        var reply = await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKinds.Connection, reply.ErrorKind);
        Assert.False(reply.Resent);
        Assert.Equal(1, server.Connections);
    }

    private static Task AnswerAsync(ScriptedConnection connection) =>
        connection.SendAsync($"{ScriptedConnection.StreamHead}{Promise}Transfer-Encoding: chunked\r\n\r\n{System.Text.Encoding.UTF8.GetByteCount(Events.Good):x}\r\n{Events.Good}\r\n0\r\n\r\n");

    private static void AssertGood(ServerReply reply)
    {
        Assert.True(reply.Error is null, $"{reply.ErrorKind}: {reply.Error}");
        Assert.Equal("Hi 😀", reply.Output);
    }
}
