using Joulemark.Comparison.Histories;
using Joulemark.Statistics;

namespace Joulemark.Reporting.Writers;

/// <summary>Benchmarks over time, for programs.</summary>
/// <param name="Method">How changes are found, and how often where there is none.</param>
/// <param name="Level">Probability at most that a series of independent runs without a change shows one.</param>
/// <param name="Series">Configurations that were measured several times.</param>
/// <param name="LeftOut">Runs that are in no series, and why.</param>
internal sealed record ReportedHistories(string Method, double Level, IReadOnlyList<BenchmarkHistory> Series, IReadOnlyList<LeftOutRun> LeftOut)
{
    public static ReportedHistories Of(BenchmarkHistories histories) => new(HistoryText.Method, ChangePoints.Level, histories.Series, histories.LeftOut);
}
