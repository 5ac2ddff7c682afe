using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>The configurations of a run and of those that it goes on from, each of the run that measured it.</summary>
internal static class RunPoints
{
    /// <summary>Each configuration once, in the order in which they were measured first. Windows of two runs are never counted together.</summary>
    public static IReadOnlyList<RecordedPoint> Of(RunRecord run)
    {
        var all = run.Earlier.Append(run).SelectMany(r => r.Header.Configurations.Select(c => new RecordedPoint(r, c)));
        return [.. all.GroupBy(p => p.Configuration.Name, StringComparer.Ordinal).Select(p => Chosen(p.Any(m => m.Windows.Count > 0) ? [.. p.Where(m => m.Windows.Count > 0)] : [.. p]))];
    }

    /// <summary>The one that counts of a point that several runs have measured, the last of them last: the last that is whole, and that no search only passed by.</summary>
    public static RecordedPoint Chosen(IReadOnlyList<RecordedPoint> measured) =>
        measured.LastOrDefault(p => p is { IsWhole: true, IsPassedBy: false }) ?? measured.LastOrDefault(p => p.IsWhole) ?? measured[^1];
}
