using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Starts;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison.Recommending;

/// <summary>A configuration in the running, with its figures and what they were made from.</summary>
/// <param name="name">The configuration's name, with its first run's before each where several configurations have one.</param>
/// <param name="starts">The runs that it was measured in.</param>
/// <param name="result">Its figures, over all of them.</param>
internal sealed class Contender(string name, IReadOnlyList<Start> starts, ConfigurationResult result)
{
    public string Name => name;

    public IReadOnlyList<Start> Starts => starts;

    /// <summary>The first run; <see cref="Evidence"/> is of it, too.</summary>
    public RunRecord Run => starts[0].Run;

    public ConfigurationRecord Configuration => starts[0].Configuration;

    public ConfigurationResult Result => result;

    public ConfigurationEvidence Evidence => starts[0].Evidence;

    /// <summary>True where its figures are of several starts.</summary>
    public bool IsPooled => starts.Count > 1;

    /// <summary>Repeats that its figures are made of: windows, or runs where there are several.</summary>
    public int Repeats => IsPooled ? starts.Count : Evidence.Windows.Count;

    /// <summary>True for the best operating point of a run that searched for the least energy: found by windows that are not in its figure.</summary>
    public bool IsBestOfSearch { get; init; }

    /// <summary>Reasons why it does not qualify, as they are found.</summary>
    public List<RecommendationReason> Reasons { get; } = [];

    /// <summary>What must be known beside.</summary>
    public List<string> Notes { get; init; } = [];

    /// <summary>Its score ÷ the pick's.</summary>
    public Estimate? RatioToPick { get; set; }

    public Estimate Energy => Figure(WindowMetrics.EnergyPerRequest);

    /// <summary>Whether every start is valid; of several, each reason names its run.</summary>
    public Validity Validity => field ??= !IsPooled ? starts[0].Compared.Validity
        : Validity.From([.. starts.SelectMany(s => s.Compared.Validity.Reasons.Select(r => r with { Evidence = $"start {s.Run.Header.Id}: {r.Evidence}" }))]);

    /// <summary>True when it may be held against the others, whether it meets what is asked or not.</summary>
    public bool IsComparable => Reasons.TrueForAll(r => r.Code is not ("invalid" or "no-figure" or "other-task" or "not-comparable"));

    /// <summary>The same once more, for another choice.</summary>
    public Contender Anew() => new(name, starts, result) { IsBestOfSearch = IsBestOfSearch, Notes = [.. Notes] };

    /// <summary>A figure; without a value where an older version made none, or where it is the load client's own.</summary>
    public Estimate Figure(string metric) => Result.Metrics.GetValueOrDefault(metric) is not { } figure ? new Estimate { Unit = "", Method = "there is no such figure" }
        : ClientsFigures.Has(metric, Result) ? new Estimate { Unit = figure.Unit, Method = MissingFigure.Why(metric, Result) } : figure;

    /// <summary>Every one of these configurations, of several starts once.</summary>
    /// <param name="configurations">The configurations.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="analysed">Takes in the analysis of each run that was not analysed yet.</param>
    public static IReadOnlyList<Contender> Of(IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> configurations, RecommendationOptions options, AnalysedRuns analysed)
    {
        var one = configurations.DistinctBy(c => (c.Run.Header.Id, c.Configuration.Name)).ToList();
        var analyses = one.Select(c => c.Run).DistinctBy(r => r.Header.Id, StringComparer.Ordinal).ToDictionary(r => r.Header.Id, analysed.Of, StringComparer.Ordinal);
        var groups = new StartGroups(options).Of(one.Select(c =>
        {
            var ((result, evidence), name) = (analyses[c.Run.Header.Id], c.Configuration.Name);
            return Start.Of(c.Run, evidence.First(e => e.Configuration.Name == name), result.Configurations[name]);
        }));
        var isShared = groups.DistinctBy(g => g[0].Configuration.Name, StringComparer.Ordinal).Count() < groups.Count;
        return [.. groups.Select(starts =>
        {
            var (run, name) = (starts[0].Run.Header.Id, starts[0].Configuration.Name);
            return new Contender(isShared ? $"{run}:{name}" : name, starts, PooledResult.Of(starts))
            {
                IsBestOfSearch = starts.Count == 1 && analyses[run].Result.Sweep is { Search: SweepSpec.LeastEnergy, Series: [{ } series] } && series.Best == name,
                Notes = [.. StartGroups.Unknowns(starts)],
            };
        })];
    }
}
