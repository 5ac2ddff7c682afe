using Joulemark.Analysis;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>A sweep goes where the server cannot follow: such a point is a finding, and no failed run.</summary>
public sealed class SweepValidityTests
{
    private static readonly ValidityReason Overloaded = new("overloaded", "too much");
    private static readonly ValidityReason Throttled = new("throttled", "too hot");

    [Fact]
    public void OverloadedPoint_OfAGrid_KeepsItsReasonsToItself() =>
        Assert.Equal(["a"], Needed(null, ("a", 3, null), ("b", 3, Overloaded)));

    [Fact]
    public void ThrottledPoint_OfAGrid_CountsAgainstTheRun() =>
        Assert.Equal(["a", "b"], Needed(null, ("a", 3, null), ("b", 3, Throttled)));

    [Fact]
    public void PointThatASearchPassedBy_KeepsItsReasonsToItself() =>
        Assert.Equal(["a", "c"], Needed("least-energy", ("a", 3, null), ("b", 1, Throttled), ("c", 3, Throttled)));

    [Fact]
    public void Points_OfWhichNoneIsValid_AllCount() =>
        Assert.Equal(["a", "b"], Needed("highest-load", ("a", 1, Overloaded), ("b", 1, Throttled)));

    [Fact]
    public void OverloadedConfiguration_OfNoSweep_CountsAsEver()
    {
        var header = Header(null, "a", "b") with { Sweep = null };

        Assert.Equal(["a", "b"], SweepValidity.Needed(header, Results(("a", 3, null), ("b", 3, Overloaded))).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Analysis_OfAnInvalidPoint_LeavesTheSweepValid()
    {
        var run = SampleRun.Make();
        var point = run.Header.Configurations[0];
        run = run with
        {
            Header = run.Header with { Configurations = [point, point with { Name = "never" }], Sweep = new SweepRecord { Keys = ["load.concurrency"], Search = "highest-load", Resolution = 0.1 } },
        };

        var result = RunAnalyzer.Analyze(run);

        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons.Select(r => r.Evidence)));
        Assert.False(result.Configurations["never"].Validity.Valid);
        Assert.False(RunAnalyzer.Analyze(run with { Header = run.Header with { Sweep = null } }).Validity.Valid);
    }

    private static IEnumerable<string> Needed(string? search, params (string Name, int Windows, ValidityReason? Reason)[] points) =>
        SweepValidity.Needed(Header(search, [.. points.Select(p => p.Name)]), Results(points)).Keys.Order(StringComparer.Ordinal);

    private static RunHeader Header(string? search, params string[] names)
    {
        var header = SampleRun.Make().Header;
        return header with
        {
            Configurations = [.. names.Select(n => header.Configurations[0] with { Name = n })],
            Sweep = new SweepRecord { Keys = ["load.rate"], Search = search },
        };
    }

    private static Dictionary<string, ConfigurationResult> Results(params (string Name, int Windows, ValidityReason? Reason)[] points)
    {
        var sample = RunAnalyzer.Analyze(SampleRun.Make()).Configurations[SampleRun.Configuration];
        return points.ToDictionary(p => p.Name, p => sample with
        {
            Windows = [.. Enumerable.Repeat(sample.Windows[0], p.Windows)],
            Validity = Validity.From(p.Reason is { } reason ? [reason] : []),
        }, StringComparer.Ordinal);
    }
}
