using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Comparison.Starts;

/// <summary>One of the runs that a configuration was measured in: one start of the server, with the windows that were measured in it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Evidence">What its figures were made from.</param>
/// <param name="Result">Its figures.</param>
/// <param name="Compared">What is said of it.</param>
internal sealed record Start(RunRecord Run, ConfigurationEvidence Evidence, ConfigurationResult Result, ComparedConfiguration Compared)
{
    public ConfigurationRecord Configuration => Evidence.Configuration;

    /// <summary>Analyses a configuration of a run.</summary>
    public static Start Of((RunRecord Run, ConfigurationRecord Configuration) side)
    {
        var analysis = RunAnalyzer.Analyze(side.Run);
        return Of(side.Run, analysis.Evidence.First(e => e.Configuration.Name == side.Configuration.Name), analysis.Configurations[side.Configuration.Name]);
    }

    /// <summary>A configuration of a run that was analysed.</summary>
    public static Start Of(RunRecord run, ConfigurationEvidence evidence, ConfigurationResult result) =>
        new(run, evidence, result, Comparer.Side(run, evidence.Configuration, result));
}
