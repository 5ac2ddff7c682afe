using System.Collections.Concurrent;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Testing.Servers;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>Shapes, driver, client and a real socket together.</summary>
public sealed class LoadDriverTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly ConcurrentQueue<RequestRecord> _records = new();
    private readonly ConcurrentQueue<(string Message, Diagnostic? Diagnostic, IReadOnlyDictionary<string, string>? Facts)> _notes = new();
    private readonly CancellationTokenSource _cancel = new();
    private FakeOpenAIServer? _fake;
    private IInferenceServer? _server;

    [Fact]
    public async Task Rate_WithAServerThatHangs_SendsOnAllTheSame()
    {
        var driver = await DriverAsync(new FakeBehavior { Failure = FakeFailure.Hang }, Items(10), "load.kind=rate", "load.rate=200", "load.arrival=constant");
        using var run = driver.Start(Stage.Window, 1, _cancel.Token);
        while (_fake!.Completions < 50)
            await Task.Delay(5, TestContext.Current.CancellationToken);

        Assert.True(run.InFlight >= 50); // and not one answer
        run.Stop();
        await _cancel.CancelAsync();
        await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);
        var due = _records.Select(r => r.Scheduled).Order().ToList();
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.Equal(5, (pair.Second - pair.First).TotalMilliseconds, 0.001));
        Assert.Equal(0, run.InFlight);
    }

    [Fact]
    public async Task Rate_AtItsBound_SendsNoMoreAndSaysHowMany()
    {
        var driver = await DriverAsync(new FakeBehavior { Failure = FakeFailure.Hang }, Items(10), "load.kind=rate", "load.rate=500", "load.max-in-flight=3");
        using var run = driver.Start(Stage.Window, 1, _cancel.Token);
        await run.AtTarget.WaitAsync(Limit, TestContext.Current.CancellationToken); // it will come to no more
        Assert.True(run.IsOverloaded);
        Assert.Equal(3, run.InFlight);

        run.Stop();
        await _cancel.CancelAsync();
        await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(3, _records.Count);
        Assert.Equal("JM1050", _notes.First().Diagnostic!.Id);
        Assert.Equal("window", _notes.Last().Facts!["stage"]);
        Assert.True(int.Parse(_notes.Last().Facts!["skipped"], CultureInfo.InvariantCulture) >= 1);
        Assert.Equal(2, _notes.Count);
    }

    [Fact]
    public async Task Rate_OfOneSeed_AsksTheSameItemsAtTheSameTimes()
    {
        var driver = await DriverAsync(new FakeBehavior(), Items(7), "load.kind=rate", "load.rate=400");
        async Task<List<(int Item, double Due)>> Run()
        {
            _records.Clear();
            using var run = driver.Start(Stage.Window, 1, _cancel.Token);
            while (_records.Count < 30)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            run.Stop();
            await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);
            var sorted = _records.OrderBy(r => r.Scheduled).Take(30).ToList();
            return [.. sorted.Select(r => ((r.Item - sorted[0].Item + 7) % 7, Math.Round((r.Scheduled - sorted[0].Scheduled).TotalMilliseconds, 3)))];
        }

        var first = await Run();
        Assert.Equal(first, await Run());
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 7), first.Select(r => r.Item)); // every item before any again
    }

    [Fact]
    public async Task Offline_SendsEveryItemOnceAndAtOnce()
    {
        var driver = await DriverAsync(new FakeBehavior(), Items(40), "load.kind=offline");
        using var run = driver.Start(Stage.Window, 1, _cancel.Token);
        await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.True(driver.IsWholeTask);
        Assert.Equal(Enumerable.Range(0, 40), _records.Select(r => r.Item).Order());
        Assert.Single(_records.Select(r => r.Scheduled).Distinct());
        Assert.All(_records, r => Assert.Null(r.Error));
    }

    [Fact]
    public async Task Trace_InEachWindow_IsAnotherPassOverTheTask()
    {
        var passes = new ConcurrentQueue<(int Number, int Pass)>();
        var items = Enumerable.Range(0, 5).Select(i => new TaskItem("question " + i.ToString(CultureInfo.InvariantCulture), null) { Arrival = TimeSpan.FromMilliseconds(7 * (4 - i)) }).ToList();
        var task = new WorkloadTask(items, null, "")
        {
            Renew = (number, pass) =>
            {
                passes.Enqueue((number, pass));
                return items[number] with { Prompt = "another" };
            },
        };
        var driver = await DriverAsync(new FakeBehavior(), task, "load.kind=trace", "load.speed-up=0.5");
        foreach (var repeat in (int[])[1, 2])
        {
            _records.Clear();
            using var run = driver.Start(Stage.Window, repeat, _cancel.Token);
            await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);
            var sorted = _records.OrderBy(r => r.Scheduled).ToList();
            Assert.Equal([4, 3, 2, 1, 0], sorted.Select(r => r.Item));
            Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.Equal(14, (pair.Second.Scheduled - pair.First.Scheduled).TotalMilliseconds, 0.001));
            Assert.Equal(repeat == 1 ? 0 : 5, passes.Count);
        }

        Assert.All(passes, p => Assert.Equal(1, p.Pass));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("exponential")]
    public async Task Conversation_WithThinkTime_IsDueThatLongAfterTheAnswer(string distribution)
    {
        var item = new TaskItem("one", null) { FollowUps = ["two", "three"] };
        var driver = await DriverAsync(
            new FakeBehavior(), new WorkloadTask([item], null, ""), "load.concurrency=1", "load.think-time=20ms", $"load.think-time-distribution={distribution}");
        using var run = driver.Start(Stage.Window, 1, _cancel.Token);
        while (_records.Count < 7)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        run.Stop();
        await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);

        var thinks = new List<double>();
        foreach (var conversation in _records.GroupBy(r => r.Conversation))
        {
            var turns = conversation.OrderBy(r => r.Turn).ToList();
            foreach (var (before, next) in turns.Zip(turns.Skip(1)))
            {
                Assert.Equal(before.Turn + 1, next.Turn);
                Assert.True(next.Sent >= next.Scheduled);
                thinks.Add((next.Scheduled - before.Ended).TotalMilliseconds);
                Assert.Equal(ThinkTime.Of(run.Spec, seed: 1, conversation.Key!.Value, next.Turn).TotalMilliseconds, thinks[^1], 0.001);
            }
        }

        Assert.Equal(distribution == "fixed" ? 1 : thinks.Count, thinks.Select(t => Math.Round(t, 3)).Distinct().Count());
    }

    [Fact]
    public async Task Stop_WhileUsersThink_EndsAtOnce()
    {
        var item = new TaskItem("one", null) { FollowUps = ["two"] };
        var driver = await DriverAsync(new FakeBehavior(), new WorkloadTask([item], null, ""), "load.concurrency=4", "load.think-time=1h");
        using var run = driver.Start(Stage.Window, 1, _cancel.Token);
        while (_records.Count < 4)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        run.Stop();
        await run.Finished.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(4, _records.Count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_fake is not null)
            await _fake.DisposeAsync();
        _cancel.Dispose();
    }

    private static WorkloadTask Items(int count) =>
        new([.. Enumerable.Range(0, count).Select(i => new TaskItem("question " + i.ToString(CultureInfo.InvariantCulture), null))], null, "");

    private async Task<LoadDriver> DriverAsync(FakeBehavior behavior, WorkloadTask task, params string[] settings)
    {
        _fake = FakeOpenAIServer.Start(behavior);
        var spec = Specs.Spec(["server.kind=openai", $"server.url={_fake.Url}", "server.model=fake", .. settings]);
        var configuration = new PlannedConfiguration("test", new Dictionary<string, string>(StringComparer.Ordinal), spec) { Values = new Dictionary<string, string>(StringComparer.Ordinal) };
        _server = BuiltIns.Server("openai").Create(spec.Server, new ServerEnvironment(_clock, HostPaths.FromEnvironment(), ".", []));
        await _server.StartAsync(_cancel.Token);
        return new LoadDriver(configuration, task, _server, _clock, _records.Enqueue, (message, diagnostic, facts) => _notes.Enqueue((message, diagnostic, facts)));
    }
}
