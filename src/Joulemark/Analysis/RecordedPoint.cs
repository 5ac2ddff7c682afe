using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>A configuration as one run has it on record, and how far the run got with it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Configuration">The configuration.</param>
internal sealed record RecordedPoint(RunRecord Run, ConfigurationRecord Configuration)
{
    /// <summary>Its windows.</summary>
    public IReadOnlyList<WindowRecord> Windows { get; } = [.. Run.Windows.Where(w => w.Stage == Stage.Window && w.Configuration == Configuration.Name)];

    /// <summary>The windows that its figures are of: not those that a search chose the point by, unless there are no others.</summary>
    public IReadOnlyList<WindowRecord> Counted => Repeats > 0 ? [.. Windows.Where(w => !w.IsTrial)] : Windows;

    /// <summary>True where it has all windows that it was to have at least, whatever became of the run: one is enough where a search chose how many.</summary>
    public bool IsWhole => Windows.Count > 0 && (Run.Header.Status == RunStatus.Complete || IsSearched || Windows.Count >= Fewest
        || Run.Events.Any(e => e.Kind == "stop" && (e.Configuration is null || e.Configuration == Configuration.Name)));

    /// <summary>True for a point that a search looked at on its way: with fewer windows than were asked for, or none but those that it chose by.</summary>
    public bool IsPassedBy => IsSearched && (Repeats == 0 || Repeats < Fewest);

    /// <summary>
    /// What ails the run and this configuration of it. A run that was cut off, and that another went on from, takes only what it
    /// had not finished with it: the other has taken the rest for done.
    /// </summary>
    public IEnumerable<ValidityReason> RunReasons => RunAnalyzer.RunReasons(Run).Where(r => Run.ContinuedBy is null || Counts(r));

    /// <summary>Whether figures may be used, by the one rule of every output: what ails the run ails each of its configurations.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">Name of the configuration.</param>
    /// <param name="result">What was made of it.</param>
    public static Validity Judge(RunRecord run, string configuration, ConfigurationResult result) =>
        new RecordedPoint(run, run.Header.Configurations.First(c => c.Name == configuration)).Judge(result);

    /// <summary>The same of what was made of this one.</summary>
    public Validity Judge(ConfigurationResult result) => Validity.From([.. RunReasons.Concat(result.Validity.Reasons).Distinct()]);

    private bool IsSearched => Run.Header.Sweep?.Search is not null;

    private int Repeats => Windows.Count(w => !w.IsTrial);

    /// <summary>Windows that were asked for at least; none where the spec does not say.</summary>
    private int Fewest => int.TryParse(Configuration.Spec.GetValueOrDefault("measure.repeats.min"), NumberStyles.None, CultureInfo.InvariantCulture, out var fewest) ? fewest : int.MaxValue;

    // A run that was killed leaves the line cut off that it was writing: that is of what it had not finished.
    private bool Counts(ValidityReason reason) => !IsWhole || (reason.Code == "damaged-records" && Run.Header.Status != RunStatus.Running);
}
