using Joulemark.Comparison;

namespace Joulemark.Reporting.Writers;

/// <summary>Results of several runs in one document.</summary>
/// <param name="Runs">Each as in its own <c>result.json</c>, in the order they were named.</param>
/// <param name="Histories">Their benchmarks over time.</param>
internal sealed record ResultList(IReadOnlyList<RunResult> Runs, ReportedHistories Histories);
