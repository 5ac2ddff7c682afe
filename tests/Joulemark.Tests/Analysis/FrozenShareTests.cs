using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Records;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Analysis;

/// <summary>The modelled share of a process, whose counter may stand still where the process does nothing, and nowhere else.</summary>
public sealed class FrozenShareTests
{
    [Theory]
    [InlineData(MachinePart.ProcessCpu, 4.8)]
    [InlineData(MachinePart.ProcessDram, 4.8)]
    public void Share_ThatStandsStillWhileTheProcessIsAtWork_IsNoFigure(MachinePart frozen, double cpuSeconds)
    {
        var result = RunAnalyzer.Analyze(Run(frozen, cpuSeconds)).Configurations[SampleRun.Configuration];

        var reason = Assert.Single(result.Validity.Reasons, r => r.Code == "frozen-counter");
        Assert.Contains("stood still for the whole 10 s, in which the system under test used 4.8 s of CPU time (and 2 more)", reason.Evidence, StringComparison.Ordinal);
        Assert.Null(result.Metrics["energy_per_output_token"].Value); // the other share alone would look like a figure
        Assert.Null(result.Metrics["peak_power"].Value);
        Assert.StartsWith("not given: 0 slices", result.Metrics["prefill_energy_per_token"].Method, StringComparison.Ordinal); // nor has any stretch of the window joules
    }

    [Theory]
    [InlineData(null, 4.8)] // both move
    [InlineData(MachinePart.ProcessCpu, 0.05)] // it waits
    public void Share_ThatIsPossible_IsCounted(MachinePart? frozen, double cpuSeconds)
    {
        var result = RunAnalyzer.Analyze(Run(frozen, cpuSeconds)).Configurations[SampleRun.Configuration];

        Assert.DoesNotContain(result.Validity.Reasons, r => r.Code == "frozen-counter");
        Assert.NotNull(result.Metrics["energy_per_output_token"].Value);
        Assert.NotNull(result.Metrics["peak_power"].Value);
    }

    [Theory]
    [InlineData(0.004, false)] // a server that waits holds its memory
    [InlineData(0, true)] // nothing ran
    public void MemoryShare_ThatStandsStill_IsMissing_WhereAnythingRan(double cpuSeconds, bool isCounted)
    {
        var result = RunAnalyzer.Analyze(Run(MachinePart.ProcessDram, cpuSeconds)).Configurations[SampleRun.Configuration];

        Assert.Equal(isCounted, result.Metrics["energy_per_output_token"].Value is not null);
        Assert.Equal(isCounted, result.Metrics["idle_power"].Value is not null); // 0 W would be a figure, too
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shares_OfProcessesThatWait_GiveNoIdlePower_AndNothingThatRestsOnIt(bool isCommand)
    {
        var run = Run(null, 4.8);
        var from = run.Samples.GroupBy(s => s.Channel).ToDictionary(g => g.Key, g => g.First(s => s.Time.Seconds >= 30).Reading, StringComparer.Ordinal);
        run = run with
        {
            Windows = [.. run.Windows.Select(w => w.Stage == Stage.Window ? w : w with { Stage = isCommand ? Stage.Idle : w.Stage, Configuration = isCommand ? null : w.Configuration, Cpu = w.Cpu! with { SystemUnderTestSeconds = 0 } })],
            Samples = [.. run.Samples.Select(s => s.Time.Seconds < 30 ? s with { Reading = from[s.Channel] } : s)],
        };
        if (isCommand)
            run = run.WithConfiguration(c => c with { Command = ["train"] });
        var result = RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration];

        Assert.NotNull(result.Metrics["energy_to_solution"].Value);
        foreach (var metric in (string[])["idle_power", "idle_share", "net_energy_to_solution", "net_energy_per_request"])
        {
            Assert.Null(result.Metrics[metric].Value); // 0 W is the model's word for it, and net would be gross
            Assert.Equal("a model gives idle processes 0 W, which nobody measured", MissingFigure.Why(metric, result, isCommand));
        }
    }

    private static RunRecord Run(MachinePart? frozen, double cpuSeconds)
    {
        var run = SampleRun.Make();
        List<Channel> shares = [.. run.Machine.Channels.Select(c => c with { Source = "model", Provenance = Provenance.Modelled, Part = c.Part == MachinePart.Dram ? MachinePart.ProcessDram : MachinePart.ProcessCpu })];
        var still = shares.Find(c => c.Part == frozen)?.Name;
        return run with
        {
            Header = run.Header with { Boundary = Boundary.Process },
            Machine = run.Machine with { Channels = shares },
            Windows = [.. run.Windows.Select(w => w with { Cpu = w.Cpu! with { SystemUnderTestSeconds = cpuSeconds } })],
            Samples = [.. run.Samples.Select(s => s.Channel == still ? s with { Reading = 5 } : s)],
        };
    }
}
