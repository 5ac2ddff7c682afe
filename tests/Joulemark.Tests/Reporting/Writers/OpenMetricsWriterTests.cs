using System.Text;
using Joulemark.Comparison;
using Joulemark.Metering.Exporters;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class OpenMetricsWriterTests
{
    [Fact]
    public void Figures_HaveNamesWithUnits_AndTheirIntervals()
    {
        var run = SampleRun.Make();
        var figure = RunJudge.Judge(run).Configurations[SampleRun.Configuration].Metrics["energy_per_output_token"];
        var text = Write(run);

        Assert.Equal((figure.Value, figure.Lower, figure.Upper), (Sample(text, "joulemark_energy_per_output_token_joules"), Sample(text, "joulemark_energy_per_output_token_lower_joules"), Sample(text, "joulemark_energy_per_output_token_upper_joules")));
        foreach (var name in (string[])["ttft_p99_seconds", "mean_power_watts", "accuracy_ratio", "output_throughput_tokens_per_second", "tokens_per_second_per_watt", "inferences_per_kwh", "energy_to_solution_joules"])
            Assert.NotNull(Sample(text, $"joulemark_{name}"));
        Assert.Equal(1, Sample(text, "joulemark_valid"));
    }

    [Fact]
    public void Text_KeepsTheFormatsRules()
    {
        var text = Write(SampleRun.Make());
        var lines = text.Split('\n');
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var families = new List<string>();
        foreach (var line in lines.SkipLast(2))
        {
            var words = line.Split(' ');
            if (words[0] == "#" && words[1] == "TYPE")
                families.Add(words[2]);
            else if (words[0] == "#" && words[1] == "UNIT")
                Assert.EndsWith("_" + words[3], words[2], StringComparison.Ordinal); // a unit is the end of its family's name
            Assert.Equal(families[^1], words[0] == "#" ? words[2] : line[..line.IndexOf('{', StringComparison.Ordinal)]); // a family's lines stand together, without a suffix
        }

        Assert.Equal(families.Count, families.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(lines.Count(l => l.Length > 0 && l[0] != '#'), MetricsText.Parse(Encoding.UTF8.GetBytes(text), openMetrics: true).Samples.Count);
        Assert.DoesNotContain("timestamp", text, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileNames_StayInTheirLabel()
    {
        var text = Write(HtmlReportWriterTests.Renamed(SampleRun.Make(), "a\"b\\c\nd{e=\"f\"} 1"));
        Assert.Contains("configuration=\"a\\\"b\\\\c\\nd{e=\\\"f\\\"} 1\"", text, StringComparison.Ordinal);
        Assert.Equal(text.Split('\n').Count(l => l.Length > 0 && l[0] != '#'), MetricsText.Parse(Encoding.UTF8.GetBytes(text), openMetrics: true).Samples.Count);
    }

    [Fact]
    public void FiguresThatAreNotValid_AreNotGiven_AndTheReasonsAre()
    {
        var run = SampleRun.Make();
        var text = Write(run with { Header = run.Header with { Status = RunStatus.Interrupted } });
        Assert.Equal(0, Sample(text, "joulemark_valid"));
        Assert.Contains("code=\"interrupted\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("joules", text, StringComparison.Ordinal);
    }

    [Fact]
    public void FiguresThatAreMissing_AreNotGiven()
    {
        var text = Write(SampleRun.Make());
        Assert.Contains("joulemark_mean_power_watts", text, StringComparison.Ordinal);
        Assert.DoesNotContain("server_batch", text, StringComparison.Ordinal); // the sample's server tells nothing
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_OfOneBenchmark_AreToldApart()
    {
        var run = SampleRun.Make();
        var text = Write(run, run with { Header = run.Header with { Id = "other" } });
        Assert.Equal(2, text.Split('\n').Count(l => l.StartsWith("joulemark_mean_power_watts{", StringComparison.Ordinal)));
        Assert.Single(text.Split('\n'), l => l.StartsWith("# TYPE joulemark_mean_power_watts ", StringComparison.Ordinal));
    }

    private static double? Sample(string text, string name) =>
        text.Split('\n').Where(l => l.StartsWith(name + "{", StringComparison.Ordinal)).Select(l => (double?)double.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();

    private static string Write(params RunRecord[] runs) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".prom").Write([.. runs.Select(r => new ReportedRun(r, RunJudge.Judge(r)))]));
}
