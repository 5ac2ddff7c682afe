using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed partial class HtmlReportWriterTests
{
    internal const string Hostile = "</script><b>\"'&{{data}}";

    [Fact]
    public void Page_OfARun_LoadsNothing()
    {
        var page = Write(SampleRun.Make());

        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(link|img|iframe|object|embed|base|form)\b", Own(page));
        Assert.DoesNotMatch(@"\b(src|action|srcset)\s*=|\bhref\s*=\s*""[^#]", Own(page)); // links within the page only
        Assert.DoesNotMatch(@"@import|url\(", ReportAssets.Style);
    }

    [Fact]
    public void Page_OfManyChannelsOverTwentyMinutes_IsUnderTwoMegabytes()
    {
        var run = SampleRun.Make();
        var names = Enumerable.Range(0, 16).Select(i => $"channel-{i}").ToList();
        var noise = new Random(1);
        var page = Write(run with
        {
            Machine = run.Machine with { Channels = [.. names.Select(n => run.Machine.Channels[0] with { Name = n, Reading = ReadingKind.Power })] },
            Samples = [.. from i in Enumerable.Range(0, 12_000) from n in names select new MeterSample(new Timestamp(i * 100_000_000L), n, 300 + (100 * noise.NextDouble()))],
        });
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1_000_000, 2_000_000);
    }

    [Fact]
    public void Facts_OfTheMachine_AreGroupedAndTheUnknownOnesSayWhy()
    {
        var run = SampleRun.Make();
        var facts = new Joulemark.Machines.FactList();
        facts.Add("cpu.governor", "powersave", "/sys/a \"file\"");
        facts.Add("os.kernel", Hostile, "/proc");
        facts.Unknown("gpu0.mig", "nvmlDeviceGetMigMode", "NVML says Not Supported (3)");

        var page = Write(run with { Machine = run.Machine with { Facts = facts.All } });

        Assert.Contains("<summary>Machine: hardware (2)</summary>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>cpu.governor</dt><dd title=\"/sys/a &quot;file&quot;\">powersave</dd>", page, StringComparison.Ordinal);
        Assert.Contains(">unknown: NVML says Not Supported (3)</dd>", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("Machine: hardware", StringComparison.Ordinal) < page.IndexOf("Machine: software", StringComparison.Ordinal));
        Assert.Equal(3, ScriptEnds().Count(page));
    }

    [Fact]
    public void Name_WithMarkup_IsEncodedEverywhere()
    {
        var page = Write(Renamed(SampleRun.Make(), Hostile));

        Assert.DoesNotContain("<b>\"", page, StringComparison.Ordinal);
        Assert.Equal(3, ScriptEnds().Count(page)); // its own three blocks, not one more
        Assert.Contains("&lt;/script&gt;&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Equal(Hostile, Data(page).GetProperty("runs")[0].GetProperty("configurations")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Energy_FromMeters_IsNotCalledModelled()
    {
        var page = Own(Write(SampleRun.Make()));
        Assert.Contains("measured (counter)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"badge modelled\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured</strong>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_FromAModel_SaysSoInTitleHeadTablesAndCharts()
    {
        var page = Write(Modelled(SampleRun.Make()));

        Assert.Matches("<title>[^<]*modelled</title>", page);
        Assert.Contains("modelled, not measured</strong>", page, StringComparison.Ordinal);
        Assert.Equal(2, ModelledCaptions().Count(page));
        Assert.Matches("J/token<span class=\"modelled-tag\">modelled</span>", page);
        Assert.Contains("Power over time (modelled)", page, StringComparison.Ordinal);
        Assert.Equal("modelled", Data(page).GetProperty("runs")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void Figure_ThatIsMissing_IsADashWithTheReason()
    {
        var run = SampleRun.Make();
        var unchecked_ = run with { Requests = [.. run.Requests.Select(r => r with { Score = null })] };

        var page = Own(Write(unchecked_));

        Assert.Matches("title=\"missing: no answers were checked\"><span aria-hidden=\"true\">–</span>", page);
        Assert.Contains("This chart is left out: the workload has no answers to check.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart=\"front\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithNothingMeasured_StillMakesAPage()
    {
        var run = SampleRun.Make();
        var page = Own(Write(run with
        {
            Header = run.Header with { Status = RunStatus.Interrupted, Boundary = null },
            Windows = [],
            Requests = [],
            Samples = [],
            Machine = run.Machine with { Channels = [] },
        }));

        Assert.Contains("NOT VALID", page, StringComparison.Ordinal);
        Assert.Contains("nothing on this machine could be metered", page, StringComparison.Ordinal);
        Assert.Contains("missing: no window was measured to its end", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_OfTheSampleRun_StandInTheTable()
    {
        var page = WebUtility.HtmlDecode(Own(Write(SampleRun.Make())));

        // The windows are all alike, which is not to be as certain as that: the interval is how well their joules are known.
        Assert.Contains(">3.00 J<span class=\"interval\">± 0.", page, StringComparison.Ordinal);
        Assert.Contains("J/token; n = 3; mean of windows; the interval is how well their joules are known, which is more than they scatter", page, StringComparison.Ordinal);
    }

    internal static string Write(RunRecord run) => HtmlReportWriter.Write(run, RunJudge.Judge(run));

    internal static RunRecord Renamed(RunRecord run, string name) => run with
    {
        Header = run.Header with { Name = name, Configurations = [.. run.Header.Configurations.Select(c => c with { Name = name })] },
        Windows = [.. run.Windows.Select(w => w with { Configuration = w.Configuration is null ? null : name })],
        Requests = [.. run.Requests.Select(r => r with { Configuration = name })],
    };

    internal static RunRecord Modelled(RunRecord run) => run with
    {
        Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { Provenance = Provenance.Modelled })] },
    };

    /// <summary>The page without its scripts and styles, whose strings are no markup.</summary>
    private static string Own(string page) => Scripts().Replace(page, "");

    private static JsonElement Data(string page)
    {
        const string open = "id=\"data\">";
        var start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        return JsonDocument.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]).RootElement;
    }

    [GeneratedRegex("<(script|style)[ >].*?</(script|style)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Scripts();

    [GeneratedRegex("</script", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex ScriptEnds();

    [GeneratedRegex("<caption>[^<]*<span class=\"badge modelled\">", RegexOptions.None, 10_000)]
    private static partial Regex ModelledCaptions();
}
