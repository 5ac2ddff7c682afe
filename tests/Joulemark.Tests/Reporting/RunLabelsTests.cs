using System.Text;
using Joulemark.Comparison;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class RunLabelsTests
{
    [Fact]
    public void Starts_OfOneBenchmark_AreToldApart()
    {
        var runs = ReportSamples.Days(1, 1, 1).Select(d => d.Result).ToList();
        Assert.Equal(["sample 0000", "sample 0001", "sample 0002"], RunLabels.Of([.. runs, runs[0]]).Values);
    }

    [Fact]
    public void Ids_ThatEndAlike_AreWhole()
    {
        var run = ReportSamples.Days(1)[0].Result;
        RunResult[] runs = [run with { Id = "20260101T000000Z-sample-abcd" }, run with { Id = "20260102T000000Z-sample-abcd" }, run];
        Assert.Equal(["20260101T000000Z-sample-abcd", "20260102T000000Z-sample-abcd", "sample 0000"], RunLabels.Of(runs).Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Markdown_OfSeveral_HeadsEachWithItsOwn()
    {
        var runs = ReportSamples.Days(1, 1).Select(d => new ReportedRun(d.Record, d.Result)).ToList();
        string Written(params ReportedRun[] some) => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".md").Write(some));
        Assert.Matches("^## sample 0000\n(.|\n)*\n## sample 0001\n", Written([.. runs]));
        Assert.StartsWith("## sample\n", Written(runs[0]), StringComparison.Ordinal); // alone it needs no more
    }
}
