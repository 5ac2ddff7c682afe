using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.Http.Epoll;
using Joulemark.Serving.OpenAI;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving.Http;

/// <summary>Our own transport for plain HTTP/1.1: its connections, its threads, and what it says of itself.</summary>
public sealed class EpollTransportTests
{
    private static readonly MonotonicClock Clock = new(TimeProvider.System);

    [Fact]
    public void PlainHttpOnLinux_IsItsPart_AndTheRestIsTheFrameworks()
    {
        using var plain = HttpTransport.For(new Uri("http://127.0.0.1:1"), Clock, null);
        using var secure = HttpTransport.For(new Uri("https://127.0.0.1:1"), Clock, null);

        Assert.Equal(OperatingSystem.IsLinux(), plain is EpollTransport);
        Assert.IsType<HandlerTransport>(secure);
    }

    [Fact]
    public async Task Prepare_OpensConnectionsThatRequestsThenUse()
    {
        await using var server = FakeOpenAIServer.Start();
        using var client = Client(server.Url);

        await client.PrepareAsync(20, TestContext.Current.CancellationToken);
        while (server.Connections < 20) // connected is not yet accepted
            await Task.Delay(1, TestContext.Current.CancellationToken);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(client)));

        Assert.All(replies, r => Assert.Null(r.Error));
        Assert.Equal(20, server.Connections);
    }

    [Fact]
    public async Task Prepare_WhereNobodyListens_GivesUpAndLetsTheRequestsSayIt()
    {
        using var client = Client(FakeOpenAIServer.NobodyListens());

        await client.PrepareAsync(20, TestContext.Current.CancellationToken);
        var reply = await AskAsync(client);

        Assert.Equal("connection", reply.ErrorKind);
        Assert.Contains("refused", reply.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("127.0.0.1", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneRequestAfterAnother_StaysOnOneConnection()
    {
        await using var server = FakeOpenAIServer.Start();
        using var client = Client(server.Url);

        for (var i = 0; i < 30; i++)
            Assert.Null((await AskAsync(client)).Error);

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task ServerThatClosesAfterEachAnswer_LosesNoRequestAndTheLossIsMarked()
    {
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { ClosesAfterAnswer = true });
        using var client = Client(server.Url);

        // Side by side and one after another, the next at once: some go out on a connection that is being closed.
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var own = new List<ServerReply>();
            for (var i = 0; i < 20; i++)
                own.Add(await AskAsync(client));
            return own;
        }));

        Assert.All(replies.SelectMany(r => r), r => Assert.True(r.Error is null, r.Error));
        Assert.Equal(160, server.Completions);
        Assert.True(replies.SelectMany(r => r).Count(r => r.Resent) <= 8); // from the first loss on, each has a connection of its own
    }

    [Fact]
    public async Task Name_WithAnAddressThatRefuses_IsReachedByTheOther()
    {
        // localhost may stand for ::1 as well, where the server does not listen.
        await using var server = FakeOpenAIServer.Start();
        using var client = Client(new Uri($"http://localhost:{server.Url.Port}"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(client)));

        Assert.All(replies, r => Assert.True(r.Error is null, r.Error));
    }

    [Fact]
    public async Task Watch_CountsReadsAndBoundsTheDelay()
    {
        await using var server = FakeOpenAIServer.Start();
        using var client = Client(server.Url);
        client.Watch!.Begin();
        for (var i = 0; i < 10; i++)
            await AskAsync(client);

        var load = client.Watch.End();

        Assert.NotNull(load);
        Assert.True(load.Reads >= 10);
        Assert.InRange(load.DelayP99Seconds, 0, load.DelayMaxSeconds);
        Assert.InRange(load.BusyShare, 0, 1);
    }

    [Fact]
    public void Watch_WithoutLoad_SaysNothing()
    {
        using var client = Client(new Uri("http://127.0.0.1:1"));
        client.Watch!.Begin();

        Assert.Null(client.Watch.End());
    }

    [Fact]
    public async Task Dispose_WithRequestsInFlight_EndsThem()
    {
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { Failure = FakeFailure.Hang });
        var client = Client(server.Url);
        var waiting = Enumerable.Range(0, 5).Select(_ => AskAsync(client)).ToList();

        client.Dispose();

        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal("cancelled", r.ErrorKind));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1000, 1250)]
    [InlineData(1_000_000, 1_250_000)]
    public void LoopWatch_RoundsUpByAQuarterAtMost(long nanoseconds, long most)
    {
        var watch = new LoopWatch();
        for (var i = 0; i < 100; i++)
            watch.Took(nanoseconds);
        var waits = new long[LoopWatch.Buckets];
        watch.CopyTo(waits);

        Assert.InRange(LoopWatch.P99(waits) * 1e9, nanoseconds, most);
    }

    private static Task<ServerReply> AskAsync(StreamingClient client) =>
        client.SendAsync(ServerRequest.Of("What is it?", 16), TestContext.Current.CancellationToken);

    private static StreamingClient Client(Uri url)
    {
        var spec = new ServerSpec { Kind = "openai", Api = "chat", Threads = 1, RequestTimeout = TimeSpan.FromMinutes(1), StartTimeout = TimeSpan.FromSeconds(5) };
        var protocol = new OpenAIProtocol(spec);
        protocol.Address(url, "fake");
        return new StreamingClient(protocol, url, Clock, spec.RequestTimeout);
    }
}
