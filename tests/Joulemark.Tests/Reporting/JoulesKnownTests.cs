using System.Net;
using System.Text;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>Of what an interval holds nobody says that it is not in it, and the other way round.</summary>
public sealed class JoulesKnownTests
{
    private const string Inside = "no interval is narrower than the windows' joules are known: ";

    [Fact]
    public void EdgesAndSampling_AreInTheIntervals_AndGainAndModelAreNot()
    {
        var result = Result(("model", 0.5, false), ("edge", 0.041, false), ("sampling", 0.039, false), ("quantisation", 0.0001, false));
        Assert.Equal(["not in the intervals: model ± 50.0 % (why model)", $"{Inside}edge up to ± 4.1 % (why edge); sampling up to ± 3.9 % (why sampling)"], JoulesKnown.Lines(result));
    }

    [Fact]
    public void Interval_OfWindowsThatAgree_IsAsWideAsTheirJoulesAreKnown()
    {
        var result = RunJudge.Judge(SampleRun.Make());
        var configuration = result.Configurations.Values.Single();
        var figure = configuration.Metrics["energy_per_request"];
        Assert.True(figure.Upper - figure.Value >= figure.MeasuredTo && figure.MeasuredTo > 0);
        Assert.True(figure.MeasuredTo <= figure.Value * configuration.Systematic.Where(s => s.Name is not "sensor-gain").Sum(s => s.Relative) * 1.000001);
    }

    [Fact]
    public void EveryOutput_SaysWhichIsWhich()
    {
        var run = SampleRun.Make();
        var page = WebUtility.HtmlDecode(HtmlReportWriterTests.Write(run));
        Assert.Matches("<th scope=\"row\">sensor-gain</th><td>± 10.0 %</td><td>no</td>", page);
        Assert.Matches("<th scope=\"row\">edge</th><td>up to ± 0.0 %</td><td>yes, none is narrower</td>", page);
        Assert.DoesNotContain("Not in the intervals", page, StringComparison.OrdinalIgnoreCase);
        var markdown = Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write([new ReportedRun(run, RunJudge.Judge(run))]));
        Assert.Matches(@"\*\*Not in the intervals\*\*\n\n- sensor-gain ± 10.0 %: test\n\n\*\*No interval is narrower than the windows’ joules are known\*\*\n\n- edge up to", markdown);
    }

    [Fact]
    public void Readme_SaysTheSame()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Contains(Inside + "edge up to", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch("not in the intervals: (edge|sampling|quantisation|coverage)", readme);
    }

    private static RunResult Result(params (string Name, double Relative, bool IsBound)[] parts)
    {
        var result = RunJudge.Judge(SampleRun.Make());
        IReadOnlyList<SystematicUncertainty> systematic = [.. parts.Select(p => new SystematicUncertainty(p.Name, p.Relative, $"why {p.Name}", p.IsBound))];
        return result with { Configurations = result.Configurations.ToDictionary(c => c.Key, c => c.Value with { Systematic = systematic }, StringComparer.Ordinal) };
    }
}
