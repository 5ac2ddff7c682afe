using System.Net;
using Joulemark.Analysis;
using Joulemark.Records;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class AnswerSectionTests
{
    [Fact]
    public void Choice_OfTwo_NamesTheOneThatUsesLess_WithItsFiguresBoundaryAndProvenance()
    {
        var section = Of(ReportSamples.TwoModels());

        Assert.Contains("Asked: the least energy per request, ttft-p50 at most 150 ms.", section, StringComparison.Ordinal);
        Assert.Contains("<p class=\"pick\"><strong>small</strong> <span>uses the least energy of the 2 that qualify.</span></p>", section, StringComparison.Ordinal);
        Assert.Contains("<span class=\"boundary\">components, measured (counter)</span>", section, StringComparison.Ordinal);
        Assert.Contains("<dd>3.00 J/token<", section, StringComparison.Ordinal);
        Assert.Contains("<dd>8.33 Wh<", section, StringComparison.Ordinal);
        Assert.Contains("If right answers matter more: <strong>large</strong> qualifies too and is the most accurate, 100.0 %", section, StringComparison.Ordinal);
        Assert.Contains("runner-up", section, StringComparison.Ordinal);
        Assert.Matches("<td>3\\.00 \\(", section); // ÷ pick
        Assert.DoesNotContain("rejected", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_ThatIsMissed_RejectsWithFigureAndLimit()
    {
        var section = Of(ReportSamples.TwoModels("50ms"));
        Assert.Contains("Nothing is recommended: none of 2 configurations qualifies.", section, StringComparison.Ordinal);
        Assert.Contains("the limit is 50.0 ms", section, StringComparison.Ordinal);
        Assert.Contains("objective-not-met", section, StringComparison.Ordinal);
        Assert.Contains("What would change this answer", section, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"tiles\"", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_ThatIsModelled_SaysSoInTheAnswerToo()
    {
        var section = Of(HtmlReportWriterTests.Modelled(ReportSamples.TwoModels()));
        Assert.Matches("the best first\\s+<span class=\"badge modelled\">modelled, not measured</span>", section);
        Assert.Contains("<span class=\"modelled-tag\">components, modelled</span>", section, StringComparison.Ordinal);
    }

    [Fact]
    public void One_AloneHasItsFigures_AndNoChoice()
    {
        var section = Of(SampleRun.Make());
        Assert.Contains("<dd>3.00 J/token<", section, StringComparison.Ordinal);
        Assert.DoesNotContain("Which one to run", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_ThatIsMissing_IsADashWithTheReason()
    {
        var run = SampleRun.Make();
        var section = Of(run with { Header = run.Header with { Boundary = null } });
        Assert.Contains("<dd class=\"missing\">– <span class=\"interval\">no boundary could be measured, so there are no energy figures", section, StringComparison.Ordinal);
    }

    private static string Of(RunRecord run) => WebUtility.HtmlDecode(AnswerSection.Of(ReportModel.Of(run, RunAnalyzer.Analyze(run))).Text);
}
