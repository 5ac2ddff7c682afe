using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class FigureColumnTests
{
    [Fact]
    public void ColumnsOfACommand_AreOfFiguresThatACommandHas()
    {
        var result = RunJudge.Judge(SampleRun.Make()).Configurations[SampleRun.Configuration];
        string Why(string metric) => MissingFigure.Why(metric, result, isCommand: true);
        Assert.StartsWith("a command was measured", Why("output_throughput"), StringComparison.Ordinal);
        Assert.All(FigureColumn.OfCommand, c => Assert.DoesNotContain("a command was measured", Why(c.Metric), StringComparison.Ordinal));
    }
}
