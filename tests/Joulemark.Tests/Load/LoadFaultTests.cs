using System.Collections.Concurrent;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Serving.Faults;
using Joulemark.Workloads;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>A load on a server that fails: counted by kind, neither hung nor hammering, and ended where nothing else comes.</summary>
public sealed class LoadFaultTests
{
    private static readonly WorkloadTask Task = new([new TaskItem("What is it?", null)], null, "");

    [Theory]
    [InlineData(null, 0.05)]
    [InlineData(0d, 0.05)]
    [InlineData(2d, 2d)]
    [InlineData(3600d, 10d)] // a run does not sleep for an hour
    public void ClosedLoop_WaitsAsLongAsTheServerAsks_UpToABound(double? asked, double pause)
    {
        var time = new WatchedTime();
        var server = new RefusingServer(asked is { } s ? TimeSpan.FromSeconds(s) : null);
        using var run = Driver(server, new MonotonicClock(time), 1, _ => { }).Start(Stage.Window, 1, CancellationToken.None);

        for (var sent = 1; sent <= 3; sent++)
        {
            Assert.True(SpinWait.SpinUntil(() => time.Waits.Count == sent, TimeSpan.FromMinutes(1)));
            Assert.Equal(sent, server.Sent);
            Assert.Equal(TimeSpan.FromSeconds(pause), time.Waits.Last());
            time.Advance(TimeSpan.FromSeconds(pause));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Connections_RefusedByTheThousand_EndTheLoadInWords(string transport)
    {
        const int concurrency = 2000;
        var records = new ConcurrentBag<RequestRecord>();
        var url = FakeOpenAIServer.NobodyListens();
        using var client = Transports.Client(transport, url);
        await using var server = new ClientServer(client);
        using var run = Driver(server, new MonotonicClock(TimeProvider.System), concurrency, records.Add).Start(Stage.Window, 1, TestContext.Current.CancellationToken);

        await run.Finished.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.All(records, r => Assert.Equal(FailureKinds.Connection, r.ErrorKind));
        Assert.InRange(records.Count, concurrency, 2 * concurrency); // each once, and some again after a pause
        Assert.Equal("JM3008", run.Failure?.Id);
        Assert.Contains("requests in a row failed; the last by connection: Connection refused", run.Failure!.Message, StringComparison.Ordinal);
        Assert.True(run.AtTarget.IsCompleted);
    }

    private static LoadDriver Driver(IInferenceServer server, MonotonicClock clock, int concurrency, Action<RequestRecord> record)
    {
        var spec = Specs.Spec($"load.concurrency={concurrency}");
        return new LoadDriver(new PlannedConfiguration("", new Dictionary<string, string>(), spec) { Values = new Dictionary<string, string>() }, Task, server, clock, record);
    }

    /// <summary>Time that a test moves, and that notes who waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.Enqueue(dueTime);
            return timer;
        }
    }

    /// <summary>Answers 429 at once.</summary>
    private sealed class RefusingServer(TimeSpan? retryAfter) : IInferenceServer
    {
        private int _sent;

        public int Sent => Volatile.Read(ref _sent);

        public string? ExitReason => null;

        public Task<ServerDescription> StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            var reply = new ServerReply { RetryAfter = retryAfter };
            reply.Fail("http-429", "429: slow down");
            reply.Finish(default);
            return System.Threading.Tasks.Task.FromResult(reply);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A server that needs no describing.</summary>
    private sealed class ClientServer(StreamingClient client) : IInferenceServer
    {
        public string? ExitReason => null;

        public Task<ServerDescription> StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken) => client.SendAsync(request, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
