using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Comparison.Sweeping;

/// <summary>A point of a sweep with what its figures were made from, while it is judged.</summary>
internal sealed class SweepMember(RunRecord run, ConfigurationRecord configuration, ConfigurationResult result, ConfigurationEvidence evidence)
{
    /// <summary>Code of the reason of a point at which the server could not take the load.</summary>
    public const string Overloaded = "overloaded";

    public RunRecord Run => run;

    public ConfigurationRecord Configuration => configuration;

    public ConfigurationResult Result => result;

    public ConfigurationEvidence Evidence => evidence;

    public string Name => configuration.Name;

    public IReadOnlyDictionary<string, string> Factors => configuration.Factors;

    /// <summary>How far its run got with it.</summary>
    public RecordedPoint Point { get; } = new(run, configuration);

    /// <summary>True where anything is known of it.</summary>
    public bool WasMeasured => evidence.WindowRecords.Count > 0 || IsBeyondTheServer;

    /// <summary>True where the server did not keep up with the load, or answered nothing but errors under it.</summary>
    public bool IsBeyondTheServer { get; } = result.Validity.Reasons.Any(r => r.Code is Overloaded or "error-rate" || (r.Code == "not-steady" && evidence.IsOpenLoop))
        || (evidence.WindowRecords.Count == 0 && evidence.Requests.Count > 0 && evidence.Requests.All(r => r.Error is not null));

    /// <summary>True for a point that a search looked at on its way.</summary>
    public bool IsPassedBy => Point.IsPassedBy;

    /// <summary>True where its figures are made from windows that no search chose it by.</summary>
    public bool HasRepeatsOfItsOwn => evidence.WindowRecords.Any(w => !w.IsTrial) && (run.Windows.Any(w => w.IsTrial) || run.Header.Continues is not null); // older versions knew no such windows

    /// <summary>Whether its figures are valid. A run that was cut off, and that another went on from, takes only those points with it that it had not finished.</summary>
    public Validity Validity => field ??= Point.Judge(result);

    /// <summary>Why it does not qualify as an operating point, as it is found.</summary>
    public List<RecommendationReason> Reasons { get; } = [];

    /// <summary>True where it may be held against the others.</summary>
    public bool IsComparable { get; set; } = true;

    /// <summary>Its energy ÷ the best point's.</summary>
    public Estimate? RatioToBest { get; set; }

    public SweepVerdict Verdict { get; set; } = SweepVerdict.Rejected;

    /// <summary>True where its figures may be used at all.</summary>
    public bool IsUsable => Validity.Valid && IsComparable;

    /// <summary>A figure; one that is missing says why in its method.</summary>
    public Estimate Figure(string metric)
    {
        var figure = result.Metrics.GetValueOrDefault(metric);
        if (figure?.Value is { } value && double.IsFinite(value) && !ClientsFigures.Has(metric, result))
            return figure;
        return new Estimate { Unit = figure?.Unit ?? "", Method = figure?.Value is { } odd && !double.IsFinite(odd) ? "it is not a number" : MissingFigure.Why(metric, result) };
    }

    /// <summary>A figure that points can be told apart by: above zero.</summary>
    public double? Positive(string metric) => Figure(metric).Value is { } value and > 0 ? value : null;

    /// <summary>Whether every objective is met, by what was measured of it; null without objectives.</summary>
    public ObjectiveOutcome? Outcome => result.Objectives.Count == 0 ? null
        : result.Objectives.All(o => o.OutcomeOfItsWindows == ObjectiveOutcome.Met) ? ObjectiveOutcome.Met
        : result.Objectives.Any(o => o.OutcomeOfItsWindows == ObjectiveOutcome.NotMet) ? ObjectiveOutcome.NotMet : ObjectiveOutcome.Undecided;
}
