using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>A figure of a configuration, as writers of plain figures give it.</summary>
/// <param name="Run">The run that measured it.</param>
/// <param name="Configuration">Name of the configuration.</param>
/// <param name="Result">The configuration.</param>
/// <param name="Metric">Name of the figure.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Validity">Whether it may be used: what ails its run ails it, too.</param>
internal sealed record ReportedFigure(RunHeader Run, string Configuration, ConfigurationResult Result, string Metric, Estimate Figure, Validity Validity)
{
    /// <summary>False where there is none, or where it must not pass for the server's.</summary>
    public bool IsGiven => Figure.Value is not null && !ClientsFigures.Has(Metric, Result);

    /// <summary>True when a command was measured, and not a server under load.</summary>
    public bool IsCommand => Run.Configurations.Any(c => c.Name == Configuration && c.Command is not null);

    /// <summary>All figures of some runs. A sweep that went on in several runs has its points of earlier ones, unless those are reported themselves.</summary>
    public static IEnumerable<ReportedFigure> Of(IReadOnlyList<ReportedRun> runs)
    {
        var reported = runs.Select(r => r.Result.Id).ToHashSet(StringComparer.Ordinal);
        return runs.SelectMany(r => Own(r).Concat(Earlier(r, reported)));
    }

    private static IEnumerable<ReportedFigure> Own(ReportedRun run) =>
        from c in run.Result.Configurations
        let validity = RecordedPoint.Judge(run.Record, c.Key, c.Value)
        from m in c.Value.Metrics
        select new ReportedFigure(run.Record.Header, c.Key, c.Value, m.Key, m.Value, validity);

    private static IEnumerable<ReportedFigure> Earlier(ReportedRun run, HashSet<string> reported)
    {
        var points = run.Result.Sweep?.Series.SelectMany(s => s.Points).Where(p => !reported.Contains(p.Run)).ToLookup(p => p.Run, StringComparer.Ordinal);
        return from earlier in run.Record.Earlier
               where points?.Contains(earlier.Header.Id) == true
               let configurations = RunAnalyzer.Analyze(earlier).Configurations
               from p in points![earlier.Header.Id]
               from m in configurations[p.Configuration].Metrics
               select new ReportedFigure(earlier.Header, p.Configuration, configurations[p.Configuration], m.Key, m.Value, p.Validity);
    }
}
