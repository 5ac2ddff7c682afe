using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A run to report.</summary>
/// <param name="Record">What it left behind.</param>
/// <param name="Result">What was made of it.</param>
public sealed record ReportedRun(RunRecord Record, RunResult Result);
