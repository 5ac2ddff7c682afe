using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class MeasuredRequestsTests
{
    [Fact]
    public void Requests_OfWindowsThatASearchChoseBy_AreInTheCurvesAsLittleAsInTheFigures()
    {
        var run = SampleRun.Make();
        var whole = MeasuredRequests.Of(run)[SampleRun.Configuration];
        var chosen = run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = w is { Stage: Stage.Window, Repeat: 1 } })] };
        var measured = MeasuredRequests.Of(chosen)[SampleRun.Configuration];
        Assert.Equal(RunJudge.Judge(chosen).Configurations[SampleRun.Configuration].Metrics["e2e_p50"].N, measured.E2e.Count);
        Assert.InRange(measured.E2e.Count, 1, whole.E2e.Count - 1);

        var passedBy = run with { Windows = [.. run.Windows.Select(w => w with { IsTrial = true })] }; // it has no others
        Assert.Equal(whole.E2e.Count, MeasuredRequests.Of(passedBy)[SampleRun.Configuration].E2e.Count);
    }
}
