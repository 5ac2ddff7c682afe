using System.Net;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class EnergyBreakdownTests
{
    // 300 J a window of ten requests: two thirds the package's, one third DRAM's; 10 W of the 30 are idle.
    [Fact]
    public void Channels_SumToTheGrossEnergy()
    {
        var breakdown = Of(SampleRun.Make());
        Assert.Equal(["cpu0-package", "cpu0-dram"], breakdown.Channels.Select(c => c.Name));
        Assert.Equal(20, breakdown.Channels[0].Energy.Value!.Value, 0.01);
        Assert.Equal(10, breakdown.Channels[1].Energy.Value!.Value, 0.01);
        Assert.Equal(1, breakdown.Channels.Sum(c => c.Share!.Value), 1e-9);
        Assert.Equal(breakdown.Gross.Value!.Value, breakdown.Channels.Sum(c => c.Energy.Value!.Value), 1e-9);
        Assert.All(breakdown.Channels, c => Assert.True(c.Energy.Lower < c.Energy.Value && c.Energy.Value < c.Energy.Upper));
    }

    [Fact]
    public void Phases_ThatAreNotToldApart_AreIdleAndLoad_WithTheReason()
    {
        var breakdown = Of(SampleRun.Make());
        Assert.Equal(["idle", "load"], breakdown.Phases.Select(p => p.Name));
        Assert.Equal(10, breakdown.Phases[0].Energy.Value!.Value, 0.01);
        Assert.Equal(20, breakdown.Phases[1].Energy.Value!.Value, 0.01);
        Assert.Contains("not given", breakdown.Refusal, StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(HtmlReportWriterTests.Write(SampleRun.Make()));
        Assert.Contains($"<td colspan=\"3\">not given</td><td>{breakdown.Refusal!["not given: ".Length..]}</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Phases_ThatAreToldApart_AreTokensTimesTheirCost_AndTheRestIsWhatIsLeft()
    {
        // Ten output tokens a request, of which prefill makes the first, and five of the prompt, two of them from the cache.
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { Usage = new TokenUsage(5, 10) { CachedTokens = 2 } });
        var breakdown = Of(run, r => With(r, ("prefill_energy_per_token", 0.5), ("decode_energy_per_token", 1.0)));

        Assert.Null(breakdown.Refusal);
        Assert.Equal(["idle", "prefill", "decode", "rest"], breakdown.Phases.Select(p => p.Name));
        Assert.Equal(1.5, breakdown.Phases[1].Energy.Value!.Value, 1e-6);
        Assert.Equal(1.65, breakdown.Phases[1].Energy.Upper!.Value, 1e-6);
        Assert.Equal(9, breakdown.Phases[2].Energy.Value!.Value, 1e-6);
        Assert.Equal(9.5, breakdown.Phases[3].Energy.Value!.Value, 0.01);
        Assert.Null(breakdown.Phases[3].Energy.Lower);
        Assert.Equal(1, breakdown.Phases.Sum(p => p.Share!.Value), 1e-9);
    }

    [Fact]
    public void Rest_BelowZero_IsExplained()
    {
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { Usage = new TokenUsage(5, 10) });
        string Meaning(double decode) => Of(run, r => With(r, ("prefill_energy_per_token", 0.5), ("decode_energy_per_token", decode))).Phases[^1] is { Name: "rest" } rest ? rest.Meaning : "";
        Assert.Contains("may come to more than the whole", Meaning(3), StringComparison.Ordinal);
        Assert.DoesNotContain("more than the whole", Meaning(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Idle_ThatWasNotMeasured_LeavesTheUsesOut()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Where(w => w.Stage == Stage.Window)] };
        Assert.Empty(Of(run).Phases);
        Assert.Contains("no idle power was measured in this boundary", HtmlReportWriterTests.Write(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_ThatIsMissingFromAWindow_HasNoFigure()
    {
        var run = SampleRun.Make();
        run = run with { Samples = [.. run.Samples.Where(s => s.Channel != "cpu0-dram" || s.Time.Seconds is < 58 or > 62)] };
        var breakdown = Of(run);
        Assert.Null(breakdown.Channels.First(c => c.Name == "cpu0-dram").Energy.Value);
        Assert.Contains("No configuration has an energy figure that could be broken down.", HtmlReportWriterTests.Write(run), StringComparison.Ordinal);
    }

    private static EnergyBreakdown Of(RunRecord run, Func<RunResult, RunResult>? edit = null)
    {
        var result = RunJudge.Judge(run);
        return ReportModel.Of(run, edit?.Invoke(result) ?? result).Breakdowns[0];
    }

    private static RunResult With(RunResult result, params (string Name, double Value)[] figures)
    {
        var only = result.Configurations[SampleRun.Configuration];
        var metrics = new Dictionary<string, Estimate>(only.Metrics, StringComparer.Ordinal);
        foreach (var (name, value) in figures)
            metrics[name] = new Estimate { Value = value, Lower = value * 0.9, Upper = value * 1.1, Unit = "J/token", Method = "test", N = 30 };
        return result with { Configurations = new Dictionary<string, ConfigurationResult>(StringComparer.Ordinal) { [SampleRun.Configuration] = only with { Metrics = metrics } } };
    }
}
