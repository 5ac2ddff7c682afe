using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class LoadValidatorTests
{
    [Theory]
    [InlineData("JM1040", "load.rate", "load.kind=rate")]
    [InlineData("JM1040", "load.rate", "load.kind=server")]
    [InlineData("JM1040", "load.from", "load.kind=ramp", "load.to=5", "load.over=10s")]
    [InlineData("JM1040", "load.to", "load.kind=ramp", "load.from=5", "load.over=10s")]
    [InlineData("JM1040", "load.over", "load.kind=ramp", "load.from=1", "load.to=5")]
    [InlineData("JM1040", "load.levels", "load.kind=steps", "load.hold=10s")]
    [InlineData("JM1040", "load.hold", "load.kind=steps", "load.levels=[1, 2]")]
    [InlineData("JM1041", "'load.rate' is 0", "load.kind=rate", "load.rate=0")]
    [InlineData("JM1041", "'load.rate' is -3", "load.kind=rate", "load.rate=-3")]
    [InlineData("JM1041", "'load.burstiness' is 0", "load.kind=rate", "load.rate=9", "load.arrival=gamma", "load.burstiness=0")]
    [InlineData("JM1041", "load.arrival is poisson", "load.kind=rate", "load.rate=9", "load.burstiness=2")]
    [InlineData("JM1041", "'load.speed-up' is 0", "load.kind=trace", "load.speed-up=0")]
    [InlineData("JM1041", "no load.think-time", "load.think-time-distribution=exponential")]
    [InlineData("JM1041", "both 4", "load.kind=ramp", "load.from=4", "load.to=4", "load.over=10s")]
    [InlineData("JM1041", "'load.from' is 1.5", "load.kind=ramp", "load.from=1.5", "load.to=4", "load.over=10s")]
    [InlineData("JM1041", "'load.from' is 0", "load.kind=ramp", "load.from=0", "load.to=4", "load.over=10s")]
    [InlineData("JM1041", "a level is not a number", "load.kind=steps", "load.levels=[1, x]", "load.hold=10s")]
    [InlineData("JM1041", "a level is -1", "load.kind=steps", "load.of=rate", "load.levels=[1, -1]", "load.hold=10s")]
    [InlineData("JM1041", "all 0", "load.kind=steps", "load.of=rate", "load.levels=[0, 0]", "load.hold=10s")]
    public void Load_ThatCannotBeRun_IsRefused(string id, string says, params string[] settings)
    {
        var problem = Assert.Single(Check(settings));
        Assert.Equal((id, DiagnosticSeverity.Error), (problem.Id, problem.Severity));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.Remedy);
    }

    [Theory]
    [InlineData("JM1044", "5 requests", "load.kind=rate", "load.rate=0.5")]
    [InlineData("JM1045", "'load.rate' does nothing with load.kind concurrency", "load.rate=5")]
    [InlineData("JM1045", "'load.concurrency' does nothing", "load.kind=offline", "load.concurrency=32")]
    [InlineData("JM1045", "'load.arrival' does nothing", "load.kind=server", "load.rate=50", "load.arrival=constant")]
    [InlineData("JM1045", "'load.max-in-flight' does nothing", "load.kind=steps", "load.levels=[1, 2]", "load.hold=10s", "load.max-in-flight=50")]
    public void Load_ThatIsOdd_IsWarnedOf(string id, string says, params string[] settings)
    {
        var problem = Assert.Single(Check(settings));
        Assert.Equal((id, DiagnosticSeverity.Warning), (problem.Id, problem.Severity));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("load.kind=rate", "load.rate=10", "load.arrival=gamma", "load.burstiness=0.3", "load.max-in-flight=50")]
    [InlineData("load.kind=ramp", "load.of=rate", "load.from=0", "load.to=4.5", "load.over=10s", "load.arrival=constant")]
    [InlineData("load.kind=steps", "load.levels=[1, 16, 4]", "load.hold=10s")]
    [InlineData("load.kind=multi-stream", "load.samples-per-query=4")]
    [InlineData("load.kind=trace", "load.speed-up=2", "load.think-time=1s", "load.think-time-distribution=exponential")]
    public void Load_ThatIsWhole_HasNoProblem(params string[] settings) => Assert.Empty(Check(settings));

    [Fact]
    public void Key_ThatOneOfTheVariedKindsUses_IsNotUnused()
    {
        var document = SpecParser.Parse(Specs.Minimal + "\nload: { rate: 10, concurrency: 32 }\nvary: { load.kind: [rate, concurrency] }", "t.yaml");
        var plan = Planner.Plan(document, ["small-fp32"]);
        Assert.Empty(plan.Warnings);
        Assert.Equal(["kind=concurrency", "kind=rate"], plan.Configurations.Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Warning_OfThePlan_PointsIntoTheFileAndDoesNotStopIt()
    {
        var document = SpecParser.Parse(Specs.Minimal + "\nload: { kind: rate, rate: 0.1 }", "t.yaml");
        var warning = Assert.Single(Planner.Plan(document, ["small-fp32"]).Warnings);
        Assert.Equal(("JM1044", 4), (warning.Id, warning.Line));
    }

    [Fact]
    public void Trace_OfATaskWithoutArrivals_IsRefused()
    {
        var e = Assert.Throws<JoulemarkException>(() => Planner.Plan(Specs.Document("load.kind=trace"), ["small-fp32"]));
        Assert.Contains("item 1 of the task has no arrival time", Assert.Single(e.Diagnostics, d => d.Id == "JM1042").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_WithANegativeArrival_IsRefused() =>
        Assert.Contains("item 2 of the task arrives 3 s before", Assert.Single(Check(Trace(0, -3), "load.kind=trace")).Message, StringComparison.Ordinal);

    [Fact]
    public void Trace_LongerThanTheTimeLimit_IsSaidBeforehand()
    {
        var warning = Assert.Single(Check(Trace(0, 3000), "load.kind=trace", "load.speed-up=2"));
        Assert.Equal(("JM1043", DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        Assert.Contains("takes 1500 s, and 3 of them 4500 s, which is more than measure.time-limit (3600 s)", warning.Message, StringComparison.Ordinal);
        Assert.Empty(Check(Trace(0, 3000), "load.kind=trace", "load.speed-up=3"));
    }

    private static List<Diagnostic> Check(params string[] settings)
    {
        var document = Specs.Document(settings);
        return [.. document.Problems.Concat(SpecValidators.Check(SpecBinder.Bind(document), document, ["small-fp32"])).Distinct()];
    }

    private static List<Diagnostic> Check(WorkloadTask task, params string[] settings) => [.. LoadValidator.Check(Specs.Spec(settings), task)];

    private static WorkloadTask Trace(params double[] arrivals) =>
        new([.. arrivals.Select(a => new TaskItem("x", null) { Arrival = TimeSpan.FromSeconds(a) })], null, "");
}
