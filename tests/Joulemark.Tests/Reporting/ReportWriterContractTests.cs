using Joulemark.Reporting;
using Joulemark.Testing.Reports;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>Every writer's tests derive from this: what a writer owes, whatever it writes.</summary>
public abstract class ReportWriterContractTests
{
    /// <summary>The writer.</summary>
    protected abstract IReportWriter CreateWriter();

    /// <summary>Whether it takes several runs at once.</summary>
    protected virtual bool TakesSeveral => true;

    [Fact]
    public void Writer_OfARun_KeepsTheContract() => Assert.Empty(ReportWriterContract.Check(CreateWriter(), SampleRun.Make()));

    [Fact]
    public void Writer_OfSeveralRuns_KeepsTheContract()
    {
        Assert.SkipUnless(TakesSeveral, "it is of one run");
        var run = SampleRun.Make();
        Assert.Empty(ReportWriterContract.CheckSeveral(CreateWriter(), [run, run with { Header = run.Header with { Id = "another-run" } }]));
    }
}
