using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Runs that were analysed, each once, however many of its configurations are compared, recommended or reported.</summary>
internal sealed class AnalysedRuns
{
    private readonly Dictionary<RunRecord, (RunResult, IReadOnlyList<ConfigurationEvidence>)> _byRun = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs that are analysed side by side, each by a core of its own as far as there are any.</summary>
    public static AnalysedRuns SideBySide(IEnumerable<RunRecord> runs)
    {
        var (analysed, distinct) = (new AnalysedRuns(), runs.Distinct<RunRecord>(ReferenceEqualityComparer.Instance).ToList());
        foreach (var (run, (result, evidence)) in distinct.Zip(Analysis.SideBySide.Of(distinct, r => (RunJudge.Judge(r, out var evidence), evidence))))
            analysed.Know(run, result, evidence);
        return analysed;
    }

    /// <summary>A run's figures and what they were made from, analysed unless that was done already.</summary>
    public (RunResult Result, IReadOnlyList<ConfigurationEvidence> Evidence) Of(RunRecord run)
    {
        if (!_byRun.TryGetValue(run, out var analysed))
        {
            var result = RunJudge.Judge(run, out var evidence);
            _byRun[run] = analysed = (result, evidence);
        }

        return analysed;
    }

    /// <summary>Takes over what was made of a run elsewhere.</summary>
    public void Know(RunRecord run, RunResult result, IReadOnlyList<ConfigurationEvidence> evidence) => _byRun[run] = (result, evidence);
}
