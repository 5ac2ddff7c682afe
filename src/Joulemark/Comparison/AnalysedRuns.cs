using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Runs that were analysed, each once, however many of its configurations are compared.</summary>
internal sealed class AnalysedRuns
{
    private readonly Dictionary<RunRecord, (RunResult, IReadOnlyList<ConfigurationEvidence>)> _byRun = new(ReferenceEqualityComparer.Instance);

    public (RunResult Result, IReadOnlyList<ConfigurationEvidence> Evidence) Of(RunRecord run)
    {
        if (!_byRun.TryGetValue(run, out var analysed))
        {
            var result = RunAnalyzer.Analyze(run, out var evidence);
            _byRun[run] = analysed = (result, evidence);
        }

        return analysed;
    }
}
