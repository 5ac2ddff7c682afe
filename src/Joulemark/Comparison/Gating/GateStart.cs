using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Gating;

/// <summary>One run of a side of a gate: one start of the server, with the windows that were measured in it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Evidence">What its figures were made from.</param>
/// <param name="Result">Its figures.</param>
/// <param name="Compared">What is said of it.</param>
internal sealed record GateStart(RunRecord Run, ConfigurationEvidence Evidence, ConfigurationResult Result, ComparedConfiguration Compared)
{
    /// <summary>Analyses a configuration of a run.</summary>
    public static GateStart Of((RunRecord Run, ConfigurationRecord Configuration) side)
    {
        var analysis = RunAnalyzer.Analyze(side.Run);
        var result = analysis.Configurations[side.Configuration.Name];
        return new GateStart(side.Run, analysis.Evidence.First(e => e.Configuration.Name == side.Configuration.Name), result, Comparer.Side(side.Run, side.Configuration, result));
    }
}
