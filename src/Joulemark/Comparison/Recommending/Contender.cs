using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Recommending;

/// <summary>A configuration in the running, with its figures and what they were made from.</summary>
internal sealed class Contender(string name, RunRecord run, ConfigurationRecord configuration, ConfigurationResult result, ConfigurationEvidence evidence)
{
    /// <summary>The configuration's name, with the run's before each where one is of several runs.</summary>
    public string Name => name;

    public RunRecord Run => run;

    public ConfigurationRecord Configuration => configuration;

    public ConfigurationResult Result => result;

    public ConfigurationEvidence Evidence => evidence;

    /// <summary>True for the best operating point of a run that searched for the least energy: found by windows that are not in its figure.</summary>
    public bool IsBestOfSearch { get; init; }

    /// <summary>Reasons why it does not qualify, as they are found.</summary>
    public List<RecommendationReason> Reasons { get; } = [];

    /// <summary>What must be known beside.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Its score ÷ the pick's.</summary>
    public Estimate? RatioToPick { get; set; }

    public Estimate Energy => Figure(WindowMetrics.EnergyPerRequest);

    public Validity Validity { get; } = Validity.From([.. new RecordedPoint(run, configuration).RunReasons, .. result.Validity.Reasons]);

    /// <summary>True when it may be held against the others, whether it meets what is asked or not.</summary>
    public bool IsComparable => Reasons.TrueForAll(r => r.Code is not ("invalid" or "no-figure" or "other-task" or "not-comparable"));

    /// <summary>A figure; without a value where an older version made none, or where it is the load client's own.</summary>
    public Estimate Figure(string metric) => Result.Metrics.GetValueOrDefault(metric) is not { } figure ? new Estimate { Unit = "", Method = "there is no such figure" }
        : ClientsFigures.Has(metric, Result) ? new Estimate { Unit = figure.Unit, Method = MissingFigure.Why(metric, Result) } : figure;

    /// <summary>Every one of these configurations.</summary>
    /// <param name="configurations">The configurations.</param>
    /// <param name="analysed">Takes in the analysis of each run that was not analysed yet.</param>
    public static IReadOnlyList<Contender> Of(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> configurations, AnalysedRuns analysed)
    {
        var one = configurations.DistinctBy(c => (c.Run.Header.Id, c.Configuration.Name)).ToList();
        var analyses = one.Select(c => c.Run).DistinctBy(r => r.Header.Id, StringComparer.Ordinal).ToDictionary(r => r.Header.Id, analysed.Of, StringComparer.Ordinal);
        var isShared = one.DistinctBy(c => c.Configuration.Name, StringComparer.Ordinal).Count() < one.Count;
        return [.. one.Select(c =>
        {
            var (result, evidence) = analyses[c.Run.Header.Id];
            var name = c.Configuration.Name;
            return new Contender(isShared ? $"{c.Run.Header.Id}:{name}" : name, c.Run, c.Configuration, result.Configurations[name], evidence.First(e => e.Configuration.Name == name))
            {
                IsBestOfSearch = result.Sweep is { Search: SweepSpec.LeastEnergy, Series: [{ } series] } && series.Best == name,
            };
        })];
    }
}
