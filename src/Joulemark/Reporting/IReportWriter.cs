namespace Joulemark.Reporting;

/// <summary>
/// Writes reports as a file of one kind. It is pure: the same runs give the same bytes, whatever the culture, the clock or the
/// machine. A figure that is missing is never 0, one that is withheld says why, and a run that is not valid says so.
/// </summary>
public interface IReportWriter
{
    /// <summary>What the file's name ends with, in lower case, e.g. <c>.html</c>.</summary>
    string Extension { get; }

    /// <summary>The file's content.</summary>
    /// <param name="runs">The runs to report, at least one, in the order they were named.</param>
    byte[] Write(IReadOnlyList<ReportedRun> runs);
}
