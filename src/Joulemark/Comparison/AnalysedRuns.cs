using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Runs that were analysed, each once, however many of its configurations are compared, recommended or reported.</summary>
internal sealed class AnalysedRuns
{
    private readonly Dictionary<RunRecord, (RunResult, IReadOnlyList<ConfigurationEvidence>)> _byRun = new(ReferenceEqualityComparer.Instance);

    /// <summary>A run's figures and what they were made from, analysed unless that was done already.</summary>
    public (RunResult Result, IReadOnlyList<ConfigurationEvidence> Evidence) Of(RunRecord run)
    {
        if (!_byRun.TryGetValue(run, out var analysed))
        {
            var result = RunAnalyzer.Analyze(run, out var evidence);
            _byRun[run] = analysed = (result, evidence);
        }

        return analysed;
    }

    /// <summary>Takes over what was made of a run elsewhere.</summary>
    public void Know(RunRecord run, RunResult result, IReadOnlyList<ConfigurationEvidence> evidence) => _byRun[run] = (result, evidence);
}
