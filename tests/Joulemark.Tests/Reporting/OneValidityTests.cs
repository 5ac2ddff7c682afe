using System.Text;
using System.Text.RegularExpressions;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>A configuration is valid, or not, in every output alike: what ails its run ails it.</summary>
public sealed class OneValidityTests
{
    [Theory]
    [InlineData("interrupted")]
    [InlineData("failed")]
    [InlineData("damaged-records")]
    public void RunThatIsNotValid_HasNoValidConfiguration_InAnyOutput(string reason)
    {
        var run = ReportSamples.TwoModels();
        run = reason switch
        {
            "interrupted" => run with { Header = run.Header with { Status = RunStatus.Interrupted } },
            "failed" => run with { Header = run.Header with { Status = RunStatus.Failed } },
            _ => run with { Damage = ["samples.jsonl: line 3 cannot be read and is left out"] },
        };
        foreach (var name in (string[])["small", "large"])
        {
            Assert.Contains($"| `{name}` |", Written(run, ".md"), StringComparison.Ordinal);
            Assert.Matches($@"(?m)^\| `{name}` \|.*\*\*NO\*\*: `{reason}` \|$", Written(run, ".md"));
            Assert.All(Rows.Parse(Written(run, ".csv")).Where(r => r[1] == name), r => Assert.Equal("false", r[12]));
            Assert.Matches($"joulemark_valid\\{{[^}}]*configuration=\"{name}\"[^}}]*\\}} 0\n", Written(run, ".prom"));
        }

        var page = Written(run, ".html");
        Assert.Equal(2, Regex.Count(page, $"<span class=\"no\" title=\"{reason}: [^\"]+\">NO</span>\\s*<span class=\"interval\">{reason}</span>", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain("<span class=\"yes\">yes</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void RunThatIsValid_HasValidConfigurations() =>
        Assert.Equal(2, Regex.Count(Written(ReportSamples.TwoModels(), ".html"), "<span class=\"yes\">yes</span>", RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static string Written(RunRecord run, string extension) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write([new ReportedRun(run, RunJudge.Judge(run))]));
}
