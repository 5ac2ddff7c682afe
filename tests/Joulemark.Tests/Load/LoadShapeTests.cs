using Joulemark.Load;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Load;

public sealed class LoadShapeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("constant", 1)]
    [InlineData("poisson", 1)]
    [InlineData("gamma", 0.5)]
    public void Rate_HoweverSlowTheServer_KeepsItsSchedule(string arrival, double burstiness)
    {
        SimulatedStage Run(Func<int, TimeSpan?> service)
        {
            var stage = new SimulatedStage(Spec("load.kind=rate", "load.rate=20", $"load.arrival={arrival}", FormattableString.Invariant($"load.burstiness={burstiness}")), service: service);
            stage.Run(BuiltIns.Load("rate"), TimeSpan.FromMinutes(5));
            return stage;
        }

        using var fast = Run(_ => TimeSpan.FromMilliseconds(1));
        using var slow = Run(_ => TimeSpan.FromSeconds(30));
        using var stalls = Run(number => number is > 100 and < 200 ? null : TimeSpan.FromMilliseconds(50));

        Assert.Equal(fast.DueSeconds, slow.DueSeconds);
        Assert.Equal(fast.DueSeconds, stalls.DueSeconds);
        Assert.All(slow.Sent, s => Assert.Equal(s.Request.Due, s.Sent));
        Assert.InRange(fast.Sent.Count, 6000 - (5 * Math.Sqrt(6000 / burstiness)), 6000 + (5 * Math.Sqrt(6000 / burstiness)));
        Assert.True(slow.MostInFlight > 500);
    }

    [Fact]
    public void Rate_OfAnotherSeed_HasAnotherSchedule()
    {
        List<double> Run(int seed)
        {
            using var stage = new SimulatedStage(Spec("load.kind=rate", "load.rate=20"), seed: seed);
            stage.Run(BuiltIns.Load("rate"), TimeSpan.FromSeconds(10));
            return [.. stage.DueSeconds];
        }

        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Fact]
    public void Server_OfMlperf_IsPoissonWhateverTheArrivalSays()
    {
        List<double> Run(string kind, string arrival)
        {
            using var stage = new SimulatedStage(Spec($"load.kind={kind}", "load.rate=20", $"load.arrival={arrival}"));
            stage.Run(BuiltIns.Load(kind), TimeSpan.FromSeconds(10));
            return [.. stage.DueSeconds];
        }

        Assert.Equal(Run("rate", "poisson"), Run("server", "constant"));
    }

    [Fact]
    public void Rate_AtItsBound_SkipsAndKeepsTheTimesOfTheOthers()
    {
        using var stage = new SimulatedStage(Spec("load.kind=rate", "load.rate=10", "load.arrival=constant", "load.max-in-flight=3"), service: _ => TimeSpan.FromSeconds(1));
        stage.Run(BuiltIns.Load("rate"), TimeSpan.FromSeconds(10.05));

        Assert.Equal(3, stage.MostInFlight);
        Assert.True(stage.Skipped >= 60, $"{stage.Skipped} skipped");
        Assert.Equal(100, stage.Skipped + stage.Sent.Count);
        Assert.All(stage.Sent, s => Assert.Equal(s.Request.Due, s.Sent));
    }

    [Fact]
    public void Trace_OfAnyOrder_IsReplayedInTime()
    {
        double[] arrivals = [3, 0, 0.5, 0.5, 12];
        using var stage = new SimulatedStage(Spec("load.kind=trace", "load.speed-up=2"), service: _ => TimeSpan.FromSeconds(20)) { Task = Trace(arrivals) };
        stage.Run(BuiltIns.Load("trace"), Hour);

        var lead = OpenLoop.Start.TotalSeconds;
        Assert.Equal([1, 2, 3, 0, 4], stage.Sent.Select(s => s.Request.Item!.Value));
        Assert.Equal([0, 0.25, 0.25, 1.5, 6], stage.DueSeconds.Select(d => Math.Round(d - lead, 6)));
        Assert.Equal(TimeSpan.FromSeconds(6), BuiltIns.Load("trace").Length(stage.Spec, stage.Task));
    }

    [Fact]
    public void Trace_InAWarmUp_GoesOnUntilItIsStopped()
    {
        using var stage = new SimulatedStage(Spec("load.kind=trace")) { Task = Trace([0, 1, 2]), Stage = Stage.WarmUp };
        stage.Run(BuiltIns.Load("trace"), TimeSpan.FromSeconds(30));

        Assert.Equal(Enumerable.Range(0, stage.Sent.Count), stage.Sent.Select(s => s.Request.Item!.Value)); // passes count on
        Assert.InRange(stage.Sent.Count, 30, 34);
    }

    [Fact]
    public void Concurrency_IsKeptAndEachRequestIsDueWhenTheOneBeforeEnded()
    {
        using var stage = new SimulatedStage(Spec("load.concurrency=4"), service: _ => TimeSpan.FromMilliseconds(100));
        stage.Run(BuiltIns.Load("concurrency"), TimeSpan.FromSeconds(1.05));

        Assert.Equal(4, stage.MostInFlight);
        Assert.Equal(44, stage.Sent.Count);
        Assert.All(stage.Sent.Skip(4), s => Assert.Equal(s.Request.Due, s.Sent));
    }

    [Fact]
    public void MultiStream_SendsTheNextQueryWhenAllSamplesAreAnswered()
    {
        using var stage = new SimulatedStage(Spec("load.kind=multi-stream", "load.samples-per-query=3"), service: number => TimeSpan.FromMilliseconds(10 * (1 + (number % 3))));
        stage.Run(BuiltIns.Load("multi-stream"), TimeSpan.FromSeconds(0.1));

        Assert.Equal(3, stage.MostInFlight);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], stage.Sent.Select(s => s.Request.Query!.Value).Take(12));
        Assert.Equal([0, 0.03, 0.06, 0.09], stage.DueSeconds.Distinct().Take(4));
    }

    [Fact]
    public void Ramp_OfConcurrency_HasAsManyInFlightAsItsLevel()
    {
        using var stage = new SimulatedStage(Spec("load.kind=ramp", "load.from=1", "load.to=4", "load.over=8s"), service: _ => TimeSpan.FromMilliseconds(100));
        stage.Run(BuiltIns.Load("ramp"), Hour);

        // Level 1 … 4, two seconds each, ten requests a second and slot: the last of a level may still go out at its end.
        Assert.Equal(4, stage.MostInFlight);
        Assert.InRange(stage.Sent.Count, 200, 204);
        Assert.Equal([0.02, 2.02, 4.02, 6.02], stage.Marks.Select(m => m.Time.Seconds));
        Assert.InRange(stage.Now.Seconds, 8.02, 8.13);
    }

    [Fact]
    public void Steps_OfARate_SendEachLevelsRequestsInItsTime()
    {
        using var stage = new SimulatedStage(Spec("load.kind=steps", "load.of=rate", "load.levels=[10, 0, 40]", "load.hold=10s", "load.arrival=constant"));
        stage.Run(BuiltIns.Load("steps"), Hour);

        var due = stage.DueSeconds.Select(d => d - OpenLoop.Start.TotalSeconds).ToList();
        Assert.Equal(100, due.Count(d => d <= 10.0001));
        Assert.Equal(0, due.Count(d => d is > 10.0001 and < 20));
        Assert.Equal(400, due.Count(d => d > 20));
        Assert.Equal(3, stage.Marks.Count);
    }

    [Fact]
    public void Steps_ThatEndWithRest_LastUntilItsEnd()
    {
        using var stage = new SimulatedStage(Spec("load.kind=steps", "load.of=rate", "load.levels=[10, 0]", "load.hold=10s"));
        stage.Run(BuiltIns.Load("steps"), Hour);
        Assert.Equal(20.02, stage.Now.Seconds, 6);
    }

    [Theory]
    [InlineData("ramp", "load.of=rate", "load.from=5", "load.to=50", "load.over=1m")]
    [InlineData("ramp", "load.of=rate", "load.from=0", "load.to=50", "load.over=1m")]
    [InlineData("steps", "load.levels=[3, 9]", "load.hold=1m")]
    [InlineData("offline")]
    public void WarmUp_OfALoadWithAnEnd_GoesOnUntilItIsStopped(string kind, params string[] settings)
    {
        using var stage = new SimulatedStage(Spec([$"load.kind={kind}", .. settings]), service: _ => TimeSpan.FromMilliseconds(50)) { Stage = Stage.WarmUp };
        stage.Run(BuiltIns.Load(kind), TimeSpan.FromSeconds(150)); // longer than the load itself
        Assert.True(stage.Sent[^1].Sent.Seconds > 145);
    }

    /// <summary>Every shape, with a server that never answers and one that answers at once: told to stop, it sends no more and ends.</summary>
    [Theory]
    [InlineData("concurrency")]
    [InlineData("single-stream")]
    [InlineData("multi-stream")]
    [InlineData("rate", "load.rate=100")]
    [InlineData("server", "load.rate=100")]
    [InlineData("trace")]
    [InlineData("ramp", "load.of=rate", "load.from=50", "load.to=500", "load.over=1m")]
    [InlineData("ramp", "load.from=5", "load.to=50", "load.over=1m")]
    [InlineData("steps", "load.levels=[3, 9]", "load.hold=1m")]
    [InlineData("steps", "load.of=rate", "load.levels=[3, 9]", "load.hold=1m")]
    public void Stop_OfAnyShape_EndsItAtOnce(string kind, params string[] settings)
    {
        foreach (var service in (TimeSpan?[])[null, TimeSpan.FromMilliseconds(3)])
        {
            foreach (var after in (double[])[0.001, 0.03, 1.234])
            {
                using var stage = new SimulatedStage(Spec([$"load.kind={kind}", .. settings]), service: _ => service) { Task = Trace([.. Enumerable.Range(0, 1000).Select(i => i / 100.0)]) };
                stage.Run(BuiltIns.Load(kind), TimeSpan.FromSeconds(after));
                Assert.All(stage.Sent, s => Assert.True(s.Sent.Seconds <= after)); // the stage itself refuses what comes after the stop
            }
        }
    }

    [Fact]
    public void Shapes_ThatEndByThemselves_KnowTheirLength()
    {
        var task = Trace([0, 4]);
        Assert.Equal(TimeSpan.FromSeconds(60), BuiltIns.Load("ramp").Length(Spec("load.kind=ramp", "load.from=1", "load.to=3", "load.over=60s"), task));
        Assert.Equal(TimeSpan.FromSeconds(40), BuiltIns.Load("steps").Length(Spec("load.kind=steps", "load.levels=[1, 2]", "load.hold=20s"), task));
        Assert.Null(BuiltIns.Load("offline").Length(Spec("load.kind=offline"), task));
        Assert.Equal(["offline", "trace", "ramp", "steps"], BuiltIns.LoadKinds.Where(k => BuiltIns.Load(k).IsWholeTask(Spec())));
    }

    private static LoadSpec Spec(params string[] settings) => Specs.Spec(settings).Load;

    private static WorkloadTask Trace(double[] arrivals) =>
        new([.. arrivals.Select(a => new TaskItem("x", null) { Arrival = TimeSpan.FromSeconds(a) })], null, "");
}
