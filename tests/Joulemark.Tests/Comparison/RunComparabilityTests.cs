using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class RunComparabilityTests
{
    private static readonly RunRecord Run = ComparerTests.TwoConfigurations(Runs.Make());

    [Fact]
    public void Configurations_ThatDifferInWhatVaries_AreHeldAgainstEachOther()
    {
        var result = RunJudge.Judge(Run);
        Assert.Equal(2, result.Findings.Count);
        Assert.DoesNotContain(result.Diagnostics, d => d.Id is "JM7005" or "JM7006");
    }

    [Fact]
    public void Configurations_OfServersThatDiffer_GiveNoFinding()
    {
        var result = RunJudge.Judge(WithOtherServer(Run, "server.version", "0.12"));
        Assert.Empty(result.Findings);
        Assert.Contains("server.version is 0.11.2 against 0.12", Assert.Single(result.Diagnostics, d => d.Id == "JM7005").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_ThatTheSpecAllows_IsInTheResult()
    {
        var run = WithOtherServer(Run, "server.version", "0.12");
        var result = RunJudge.Judge(run with { Header = run.Header with { Allow = ["server.version"] } });
        Assert.Equal(2, result.Findings.Count);
        Assert.Equal("server.version", Assert.Single(result.Allowed).Key);
        Assert.Single(result.Diagnostics, d => d.Id == "JM7006");
    }

    /// <summary>The second configuration is served by another server: it comes up before the second's windows, and the first's comes back before the first's.</summary>
    private static RunRecord WithOtherServer(RunRecord run, string key, string value)
    {
        var first = run.Events.First(e => e.Kind == "server");
        var facts = new Dictionary<string, string>(first.Facts!, StringComparer.Ordinal) { [key] = value };

        // Each server is up from a moment before a window; windows here are at the same time, so the second's are moved.
        var moved = run.Windows.Select(w => w.Configuration == "two" ? w with { Start = w.Start + TimeSpan.FromMilliseconds(2) } : w).ToList();
        var events = moved.Select(w => new RunEvent { Time = w.Start + TimeSpan.FromMilliseconds(-1), Kind = "server", Configuration = w.Configuration, Message = "up", Facts = w.Configuration == "two" ? facts : first.Facts });
        return run with { Windows = moved, Events = [.. run.Events.Where(e => e.Kind != "server"), .. events] };
    }
}
