using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class ManyRunsReportTests
{
    [Fact]
    public void Page_OfManyRuns_HasEachOnceInTheOrderOfTime_Folded()
    {
        var days = ReportSamples.Days(1, 1.1, 1.2);
        var page = Page([days[2], days[0], days[1], days[0]]);

        Assert.Contains("<h1>3 runs</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<caption>Boundary components, measured (counter)</caption>", page, StringComparison.Ordinal);
        var (first, second) = (page.IndexOf("id=\"run-0\"", StringComparison.Ordinal), page.IndexOf("id=\"run-1\"", StringComparison.Ordinal));
        Assert.True(0 < first && first < second);
        Assert.Contains("20260101T000000Z-sample-0000", page[first..second], StringComparison.Ordinal);
        Assert.DoesNotContain("<details class=\"run\" open", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"run-3\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_OfOtherBoundariesOrProvenances_StandInTablesOfTheirOwn_AndItIsSaidWhy()
    {
        var modelled = ReportSamples.Day(HtmlReportWriterTests.Modelled(SampleRun.Make()), 1, 1);
        var page = Page([.. ReportSamples.Days(1), modelled]);
        Assert.Contains("<caption>Boundary components, measured (counter)</caption>", page, StringComparison.Ordinal);
        Assert.Contains("<caption>Boundary components, modelled</caption>", page, StringComparison.Ordinal);
        Assert.Contains("must not be ranked", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart=\"history\"", page, StringComparison.Ordinal); // no series of two
        Assert.Contains("<p>No two of these runs are one series:</p>", page, StringComparison.Ordinal);
        Assert.Matches("<strong>20260101T000000Z-sample-0001</strong> \\(sample: only\\), 1970-01-02 00:00: not comparable with 20260101T000000Z-sample-0000: ", page);
    }

    [Fact]
    public void Validity_StandsBesideTheRunsName_WithTheReasons()
    {
        var page = Page([.. ReportSamples.Days(1), ReportSamples.Day(ReportSamples.Invalid(), 1, 1)]);
        Assert.Matches("<th scope=\"row\"><a href=\"#run-0\">sample 0000</a><span class=\"interval\">1970-01-01 00:00</span>\\s*<span class=\"verdict yes\">valid</span></th>", page);
        Assert.Matches("<th scope=\"row\"><a href=\"#run-1\">sample 0001</a><span class=\"interval\">1970-01-02 00:00</span>\\s*<span class=\"verdict no\">NOT VALID</span><span class=\"interval\">interrupted.*</span></th>", page);
    }

    [Fact]
    public void Latency_OfTheTable_IsTheOneThatIsAskedFor()
    {
        Assert.Contains("<th scope=\"col\">TTFT p99</th>", Page(ReportSamples.Days(1, 1)), StringComparison.Ordinal);
        var page = Page([ReportSamples.Day(ReportSamples.TwoModels(), 0, 1), ReportSamples.Day(ReportSamples.TwoModels(), 1, 1)]);
        var table = page[page.IndexOf("<table", StringComparison.Ordinal)..page.IndexOf("</table>", StringComparison.Ordinal)];
        Assert.Contains("<th scope=\"col\">TTFT p50</th>", table, StringComparison.Ordinal);
        Assert.DoesNotContain("TTFT p99", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_AmongServers_StandsInATableOfItsOwn_PricedByTheRun()
    {
        var command = ReportSamples.Day(SampleRun.Make().WithConfiguration(c => c with { Command = ["train"], TaskRequests = 1 }), 1, 1);
        var page = WebUtility.HtmlDecode(HtmlReportWriter.Write([.. ReportSamples.Days(1), command], prices: new() { Tariff = 0.3 }));
        var at = page.IndexOf("<caption>Measured commands, boundary components, measured (counter)</caption>", StringComparison.Ordinal);
        Assert.True(at > 0, page[..2000]);
        var table = page[at..page.IndexOf("</table>", at, StringComparison.Ordinal)];
        Assert.Contains("<th scope=\"col\">energy</th><th scope=\"col\">time</th><th scope=\"col\">mean power</th><th scope=\"col\">cost<span class=\"interval\">per run</span></th>", table, StringComparison.Ordinal);
        Assert.Contains("<td>0.00000250<span", table, StringComparison.Ordinal); // 30 J
        Assert.DoesNotContain("no token counts", table, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">cost<span class=\"interval\">per 1,000</span></th>", page[..at], StringComparison.Ordinal);
    }

    [Fact]
    public void History_WithAChange_NamesTheRunTheRatioAndTheFalseAlarmRate()
    {
        var page = Page(ReportSamples.Days(1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32));
        Assert.Contains("sample, only: energy per output token", page, StringComparison.Ordinal);
        Assert.Matches("rose</span>\\s+from 1970-01-06 00:00 \\(20260101T000000Z-sample-0005\\) to 1\\.2\\d\\d|1\\.30\\d × what it was \\(95 %", page);
        Assert.Contains("with a probability of at most 5.0 %", page, StringComparison.Ordinal);
    }

    [Fact]
    public void History_WithAChange_IsInEveryOutput_WithItsIntervalAndTheFalseAlarmRate()
    {
        var runs = ReportSamples.Days(1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32).Select(d => new ReportedRun(d.Record, d.Result)).ToList();
        string Written(string extension) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write(runs));
        const string rate = "shows one with a probability of at most 5.0 %. What runs that are like their neighbours come to without a change is allowed for";

        var markdown = Written(".md");
        Assert.Matches(@"(?m)^- \*\*rose\*\* from 1970-01-06 00:00 \(20260101T000000Z-sample-0005\) to 1\.[23]\d\d × what it was \(95 %, allowing for where the change was looked for: 1\.\d+ to 1\.\d+\)\. Nothing that was recorded differs\.$", markdown);
        Assert.Contains(rate, markdown, StringComparison.Ordinal);

        var rows = Rows.Parse(Written(".csv"));
        var change = Assert.Single(rows, r => r[3] == "change_of_energy_per_output_token");
        Assert.Equal(("20260101T000000Z-sample-0005", SampleRun.Configuration, "10", "1"), (change[0], change[1], change[7], change[8]));
        Assert.Contains(rate, change[9], StringComparison.Ordinal);

        using var json = JsonDocument.Parse(Written(".json"));
        var histories = json.RootElement.GetProperty("histories");
        Assert.Equal(0.05, histories.GetProperty("level").GetDouble());
        Assert.Contains(rate, histories.GetProperty("method").GetString(), StringComparison.Ordinal);
        var series = Assert.Single(histories.GetProperty("series").EnumerateArray());
        Assert.True(series.GetProperty("searched").GetBoolean());
        Assert.Equal(10, series.GetProperty("points").GetArrayLength());
        var found = Assert.Single(series.GetProperty("changes").EnumerateArray());
        Assert.Equal(5, found.GetProperty("index").GetInt32());
        Assert.False(found.GetProperty("assumes_independence").GetBoolean());
        foreach (var (end, column) in (ReadOnlySpan<(string, int)>)[("value", 4), ("lower", 5), ("upper", 6)])
            Assert.Equal(double.Parse(change[column], CultureInfo.InvariantCulture), found.GetProperty("ratio").GetProperty(end).GetDouble());
    }

    [Fact]
    public void Change_ThatOnlyIndependentRunsTell_IsMarkedInEveryOutput()
    {
        var days = ReportSamples.Days(0.994, 1.002, 1.005, 1.033, 1.018, 1.022, 1.06, 1.042, 1.041, 1.051, 1.071, 1.044);
        var runs = days.Select(d => new ReportedRun(d.Record, d.Result)).ToList();
        string Written(string extension) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(extension).Write(runs));
        const string doubt = "Only if runs are independent of their neighbours is it told from chance";

        Assert.Matches($@"1 change, in doubt, marked by uprights, grey where in doubt\.[\s\S]*<li class=""doubt""><span class=""kind"">may have risen</span>\s+from 1970-01-07 00:00 .* {doubt}", Page(days));
        Assert.Contains("\"changes\":[6],\"in_doubt\":[6]", Page(days), StringComparison.Ordinal);
        Assert.Matches($@"(?m)1 change, in doubt\.[\s\S]*^- \*\*may have risen\*\* from 1970-01-07 00:00 .* {doubt}", Written(".md"));
        Assert.Contains(doubt, Assert.Single(Rows.Parse(Written(".csv")), r => r[3] == "change_of_energy_per_output_token")[9], StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Written(".json"));
        Assert.True(json.RootElement.GetProperty("histories").GetProperty("series")[0].GetProperty("changes")[0].GetProperty("assumes_independence").GetBoolean());
    }

    [Fact]
    public void Runs_InNoSeries_AreNamedInEveryOutputForPeopleAndPrograms()
    {
        var modelled = ReportSamples.Day(HtmlReportWriterTests.Modelled(SampleRun.Make()), 1, 1);
        List<ReportedRun> runs = [.. ReportSamples.Days(1).Append(modelled).Select(d => new ReportedRun(d.Record, d.Result))];
        Assert.Matches(@"\*\*No two of these runs are one series\*\*\n\n- `20260101T000000Z-sample-0000` .*\n- `20260101T000000Z-sample-0001` \(sample: only\), 1970-01-02 00:00: not comparable with", Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write(runs)));
        using var json = JsonDocument.Parse(BuiltIns.ReportWriter(".json").Write(runs));
        Assert.Equal(2, json.RootElement.GetProperty("histories").GetProperty("left_out").GetArrayLength());
        Assert.DoesNotContain("Over time", Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write(runs[..1])), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfManyLongRuns_SharesItsPointsOut()
    {
        var run = SampleRun.Make();
        var noise = new Random(1);
        run = run with
        {
            Machine = run.Machine with { Channels = [.. run.Machine.Channels.Select(c => c with { Reading = ReadingKind.Power })] },
            Samples = [.. from i in Enumerable.Range(0, 8000) from c in run.Machine.Channels select new MeterSample(new Joulemark.Metrology.Timestamp(i * 100_000_000L), c.Name, 20 + noise.NextDouble())],
        };
        var page = HtmlReportWriter.Write([.. Enumerable.Range(0, 20).Select(day => ReportSamples.Day(run, day, 1))]);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1_000_000, 2_500_000);
    }

    private static string Page(IReadOnlyList<(RunRecord Record, RunResult Result)> runs) => WebUtility.HtmlDecode(HtmlReportWriter.Write(runs));
}
