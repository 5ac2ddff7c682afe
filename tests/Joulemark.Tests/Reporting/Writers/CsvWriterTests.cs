using System.Globalization;
using System.Text;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class CsvWriterTests
{
    [Fact]
    public void Csv_OfARun_IsWhatItWas()
    {
        var lines = Write(SampleRun.Make()).Split("\r\n");
        Golden.Match("report.csv", string.Join('\n', lines.Where((l, i) => i == 0 || l.Contains(",energy_per_request,", StringComparison.Ordinal) || l.Contains(",accuracy,", StringComparison.Ordinal) || l.Contains(",ttft_p99,", StringComparison.Ordinal)
            || l.Contains(",goodput,", StringComparison.Ordinal) || l.Contains(",server_batch,", StringComparison.Ordinal))) + "\n");
    }

    [Fact]
    public void Numbers_ReadBackAsTheSame_AndMissingIsEmpty()
    {
        var run = SampleRun.Make();
        var result = RunJudge.Judge(run).Configurations[SampleRun.Configuration];
        var rows = Rows.Parse(Write(run));
        Assert.Equal(result.Metrics.Count + 1, rows.Count);
        foreach (var row in rows.Skip(1))
        {
            var figure = result.Metrics[row[3]];
            double? Read(int column) => row[column].Length == 0 ? null : double.Parse(row[column], CultureInfo.InvariantCulture);
            Assert.Equal((figure.Value, figure.Lower, figure.Upper), (Read(4), Read(5), Read(6)));
            Assert.Equal(figure.Unit, row[8]);
            Assert.True(row[4].Length > 0 || row[9].StartsWith("missing: ", StringComparison.Ordinal), row[3]);
        }
    }

    [Fact]
    public void HostileNames_StayInTheirField_AndAreNoFormula()
    {
        foreach (var name in (string[])["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "a,b\r\n\"c\""])
        {
            var rows = Rows.Parse(Write(HtmlReportWriterTests.Renamed(SampleRun.Make(), name)));
            Assert.All(rows, r => Assert.Equal(13, r.Count));
            Assert.All(rows.Skip(1), r => Assert.Equal("=+-@\t".Contains(name[0], StringComparison.Ordinal) ? "'" + name : name, r[1]));
        }
    }

    [Fact]
    public void LatenciesOfASaturatedClient_AreWithheld_AndSayWhy()
    {
        var run = SampleRun.Make();
        run = run with { Windows = [.. run.Windows.Select(w => w with { Client = new ClientLoad { BusyShare = 0.99, DelayP99Seconds = 0.5 } })] };
        var row = Rows.Parse(Write(run)).Single(r => r[3] == "ttft_p99");
        Assert.Equal(("", "", "false"), (row[4], row[5], row[12]));
        Assert.Contains("client was saturated", row[9], StringComparison.Ordinal);
    }

    [Fact]
    public void Command_HasNoServerToBlame()
    {
        var rows = Rows.Parse(Write(SampleRun.Make().WithConfiguration(c => c with { Command = ["train"], TaskRequests = 1 })));
        Assert.All(rows.Where(r => r[3] is "server_batch" or "queueing_mean" or "in_flight"), r => Assert.Equal("missing: a command was measured, which has no requests, tokens or answers", r[9]));
        Assert.DoesNotContain(rows, r => r[9].Contains("the server", StringComparison.Ordinal));
    }

    [Fact]
    public void RunThatWasInterrupted_IsNotValidInAnyLine()
    {
        var run = SampleRun.Make();
        Assert.All(Rows.Parse(Write(run with { Header = run.Header with { Status = RunStatus.Interrupted } })).Skip(1), r => Assert.Equal("false", r[12]));
    }

    private static string Write(params RunRecord[] runs) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".csv").Write([.. runs.Select(r => new ReportedRun(r, RunJudge.Judge(r)))]));
}
