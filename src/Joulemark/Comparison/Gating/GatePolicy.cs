namespace Joulemark.Comparison.Gating;

/// <summary>What a gate asks for.</summary>
public sealed record GatePolicy
{
    /// <summary>Most that the energy may grow where nothing else is said.</summary>
    public const double DefaultMaxIncrease = 0.15;

    /// <summary>Most points of accuracy that may be lost where nothing else is said, and most that another share may get worse by.</summary>
    public const double DefaultMaxAccuracyLoss = 0.02;

    /// <summary>The energy that is gated where nothing else is said: of the same task, so that a model that talks more does not pass for a cheaper one.</summary>
    public const string DefaultMetric = "energy_per_request";

    /// <summary>The limits; empty for the default, energy per request. Accuracy and latency objectives are held beside them, where there are any.</summary>
    public IReadOnlyList<GateRule> Rules { get; init; } = [];

    /// <summary>Most that the energy may grow where there are no rules; default 15 %.</summary>
    public double MaxIncrease { get; init; } = DefaultMaxIncrease;

    /// <summary>Keys of the fingerprint that the change is about.</summary>
    public IReadOnlyList<string> Isolate { get; init; } = [];

    /// <summary>Keys of the fingerprint whose difference is accepted; said in the outcome.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>True to hold the candidate's accuracy to the baseline's, within 2 points, where both have answers to check and no rule is about it; the default.</summary>
    public bool Accuracy { get; init; } = true;

    /// <summary>True to hold the candidate to the latency objectives of its spec, too; the default.</summary>
    public bool Objectives { get; init; } = true;

    /// <summary>True to judge figures of runs that are not valid; default false. The outcome says so.</summary>
    public bool AcceptInvalid { get; init; }

    /// <summary>Mistakes of the file that it was read from: reported with the metrics that do not exist, which only the figures tell.</summary>
    internal IReadOnlyList<Diagnostics.Diagnostic> Problems { get; init; } = [];

    /// <summary>Probability that a gate fails, by a relative rule, a candidate that breaks none, at most; shared out to the relative rules.</summary>
    public double Level { get; init; } = 0.05;
}
