using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Attribution;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting.Writers;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class AttributionCsvTests
{
    [Fact]
    public void Requests_AreWritten_TheDearestFirst_WithTheFailedOnes()
    {
        var run = SampleRun.Make(1);
        run = run with { Requests = [.. run.Requests.Select((r, i) => i == 3 ? r with { Usage = new TokenUsage(5, 30), Error = "boom", ErrorKind = "http-500", Conversation = 7, Turn = 2 } : i < 9 ? r : Beside(r, run.Requests[3]))] };
        var lines = Write(run);

        Assert.Equal("configuration,stage,repeat,item,conversation,turn,scheduled_ns,sent_ns,ended_ns,prompt_tokens,output_tokens,error,whole,attributed_j,of_which_idle_j", lines[0]);
        Assert.Equal(11, lines.Count);
        var joules = lines.Skip(1).Select(l => double.Parse(l.Split(',')[13], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(joules.OrderDescending(), joules);
        Assert.Equal(270, joules.Sum(), 1e-6); // the tenth second had nobody

        // Half of the slice's 10 J idle, and three quarters of its 20 J of load.
        var failed = Assert.Single(lines, l => l.Contains("http-500", StringComparison.Ordinal)).Split(',');
        Assert.Equal(["only", "window", "1", "3", "7", "2", "43050000000", "43050100000", "43990000000", "5", "30", "http-500", "true"], failed[..13]);
        Assert.Equal(20, double.Parse(failed[13], CultureInfo.InvariantCulture), 1e-6);
        Assert.Equal(5, double.Parse(failed[14], CultureInfo.InvariantCulture), 1e-6);
    }

    [Fact]
    public void Configuration_WithAName_ThatASpreadsheetWouldRun_IsText()
    {
        var run = SampleRun.Make(1);
        var only = run.Header.Configurations[0] with { Name = "=1+1" };
        run = run with
        {
            Header = run.Header with { Configurations = [only] },
            Windows = [.. run.Windows.Select(w => w with { Configuration = "=1+1" })],
            Requests = [.. run.Requests.Select(r => r with { Configuration = "=1+1" })],
        };
        Assert.All(Write(run).Skip(1), line => Assert.StartsWith("'=1+1,", line, StringComparison.Ordinal));
    }

    private static RequestRecord Beside(RequestRecord request, RequestRecord other) =>
        request with { Scheduled = other.Scheduled, Sent = other.Sent, FirstToken = other.FirstToken, LastToken = other.LastToken, Ended = other.Ended, Tokens = other.Tokens };

    private static List<string> Write(RunRecord run)
    {
        RunJudge.Judge(run, out var evidence);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        AttributionCsv.Write(text, [(evidence[0], RequestAttribution.Of(evidence[0], ChannelSeries.Collect(run.Machine.CalibratedChannels, run.Samples)))]);
        return [.. text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }
}
