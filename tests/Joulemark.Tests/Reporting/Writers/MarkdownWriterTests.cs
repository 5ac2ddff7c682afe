using System.Text;
using System.Text.RegularExpressions;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

public sealed partial class MarkdownWriterTests
{
    internal const string Hostile = "a|b \\| `c` <script>*x*</script> [l](http://x) @octocat #1 $y$\n## not a heading";

    [Fact]
    public void Markdown_OfARun_IsWhatItWas() => Golden.Match("report.md", Write(SampleRun.Make()));

    [Fact]
    public void Markdown_OfSeveral_HasEachWithItsOwnVerdict()
    {
        var run = SampleRun.Make();
        var text = Write(run, run with { Header = run.Header with { Id = "second", Status = RunStatus.Interrupted } });
        Assert.Equal(["## sample 0000", "## sample second"], text.Split('\n').Where(l => l.StartsWith("## s", StringComparison.Ordinal)));
        Assert.Contains("`second`", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), l => l.StartsWith("**NOT VALID**", StringComparison.Ordinal));
        Assert.Contains("`interrupted`: ", text, StringComparison.Ordinal);
        Assert.Contains("docs/diagnostics.md", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_AndItsCost_AreSaid()
    {
        var run = ReportSamples.TwoModels();
        var text = Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write([new ReportedRun(run, RunJudge.Judge(run)) { Prices = new() { Tariff = 0.3, Intensity = 360 } }]));
        Assert.Contains("**Which one to run:** small uses the least energy of the 2 that qualify", text, StringComparison.Ordinal);
        Assert.Contains("If right answers matter more: large qualifies too and is the most accurate", text, StringComparison.Ordinal);
        Assert.Contains("they cost 0.00250 ±", text, StringComparison.Ordinal);
        Assert.Contains("| cost of 1,000 requests | gCO2e of 1,000 requests |", text, StringComparison.Ordinal);
        Assert.Matches(@"\| 0\.00750 \(0\.00[0-9]+ to 0\.00[0-9]+\) \| 9\.00 \(", text);
        Assert.Contains("Prices: 0.3 a kilowatt-hour, PUE 1, 360 gCO2e a kilowatt-hour.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cost of", Write(run), StringComparison.Ordinal);
    }

    [Fact]
    public void MeasuredCommand_IsQuotedForAShell()
    {
        var run = SampleRun.Make();
        var text = Write(run with { Header = run.Header with { Configurations = [run.Header.Configurations[0] with { Command = ["sh", "-c", "sleep 1; echo it's"] }] } });
        Assert.Contains(@"joulemark measure -- sh -c 'sleep 1; echo it'\''s'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileNames_MakeNoMarkup()
    {
        var run = HtmlReportWriterTests.Renamed(SampleRun.Make(), Hostile);
        var text = Write(run with { Header = run.Header with { Name = Hostile } });
        AssertHarmless(text[..text.IndexOf("<details>", StringComparison.Ordinal)]);
    }

    [Fact]
    public void FigureThatIsMissing_IsADash_AndSaysWhy()
    {
        var run = SampleRun.Make();
        var text = Write(run with { Samples = [], Header = run.Header with { Boundary = null } });
        Assert.DoesNotContain("J/token |", text.Split("windows |")[0], StringComparison.Ordinal); // no column of dashes
        Assert.Matches(@"- J/token, .*J/request.*: ", text);
        Assert.DoesNotMatch(@"\b0(\.0+)? (m|k)?J", text);
        Assert.Contains("boundary: none", text, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFigure_HasItsUnit()
    {
        var row = Write(SampleRun.Make()).Split('\n').Single(l => l.StartsWith("| `only` |", StringComparison.Ordinal));
        Assert.All(row.Split('|')[2..^3], cell => Assert.Matches(@"^ [0-9.,]+ (%|(m|k|µ)?(J|W|s)|tokens/s)", cell));
    }

    /// <summary>Rows of one length, nothing that GitHub would make a link, a mention, a tag or a heading of.</summary>
    internal static void AssertHarmless(string text)
    {
        var rows = text.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        var cells = 0;
        foreach (var row in rows)
        {
            var count = Bars().Count(row);
            cells = row.Contains("configuration |", StringComparison.Ordinal) || row.Contains("figure |", StringComparison.Ordinal) || row.StartsWith("| B |", StringComparison.Ordinal) ? count : cells;
            Assert.Equal(cells, count);
        }

        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@octocat", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<!\\)\[l", string.Join('\n', text.Split('\n').Where(l => !l.Contains("<summary>", StringComparison.Ordinal)))); // HTML, where no Markdown is read
        Assert.DoesNotMatch("(?m)^## not", text);
    }

    private static string Write(params RunRecord[] runs) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write([.. runs.Select(r => new ReportedRun(r, RunJudge.Judge(r)))]));

    /// <summary>A bar that divides cells: one behind an even number of backslashes, as GFM's tables take it.</summary>
    [GeneratedRegex(@"(?<!\\)(?:\\\\)*\|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bars();
}
