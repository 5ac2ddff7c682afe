using System.Globalization;
using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>A latency objective and what came of it.</summary>
public sealed record ObjectiveResult
{
    /// <summary>Its key in the spec, e.g. <c>ttft-p99</c>.</summary>
    public required string Objective { get; init; }

    /// <summary>Most that the figure may be, in seconds.</summary>
    [JsonPropertyName("limit_s")]
    public required double LimitSeconds { get; init; }

    /// <summary>The figure, with its interval.</summary>
    public required Estimate Figure { get; init; }

    /// <summary>Whether it is met.</summary>
    public required ObjectiveOutcome Outcome { get; init; }

    /// <summary>Share of the requests that were within the limit themselves; null when none was due.</summary>
    public double? Share { get; init; }

    /// <summary>The figure that it is about, e.g. <c>ttft_p99</c>.</summary>
    internal string Metric => Metrics.Objective.MetricOf(Objective);

    /// <summary>What can be said where the load client could not keep up: nothing of the server's latency, which alone the objective is about.</summary>
    internal ObjectiveResult OfSaturatedClient() => this with
    {
        Figure = new Estimate { Unit = Figure.Unit, Method = "the load client was saturated, so that it is not the server's" },
        Outcome = ObjectiveOutcome.Undecided,
        AtLeast = null,
        Share = null,
    };

    /// <summary>True where one window is all there is, which says nothing of how the next would differ.</summary>
    internal bool IsOfOneWindow { get; private init; }

    /// <summary>What the figure surely is at least, in seconds: a percentile is no less than a lower one, be its own interval too wide or none.</summary>
    internal double? AtLeast { get; private init; }

    /// <summary>What the windows that were measured say by themselves, be it the one that a search looked through.</summary>
    internal ObjectiveOutcome OutcomeOfItsWindows => Figure switch
    {
        { Upper: { } upper } when upper <= LimitSeconds => ObjectiveOutcome.Met,
        _ when AtLeast > LimitSeconds => ObjectiveOutcome.NotMet,
        _ => ObjectiveOutcome.Undecided,
    };

    /// <summary>An objective held against the figure that it is about.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="limit">Most that the figure may be, in seconds.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="windows">How many windows it was made from.</param>
    /// <param name="metrics">The configuration's figures, the other percentiles among them.</param>
    internal static ObjectiveResult Of(string name, double limit, Estimate figure, int windows, IReadOnlyDictionary<string, Estimate> metrics)
    {
        var result = new ObjectiveResult { Objective = name, LimitSeconds = limit, Figure = figure, Outcome = ObjectiveOutcome.Undecided, IsOfOneWindow = windows == 1, AtLeast = figure.Value is null ? null : Least(Metrics.Objective.MetricOf(name), figure, metrics) };
        return windows < 2 ? result : result with { Outcome = result.OutcomeOfItsWindows };
    }

    private static double? Least(string metric, Estimate figure, IReadOnlyDictionary<string, Estimate> metrics)
    {
        const string percentile = "_p";
        var at = metric.LastIndexOf(percentile, StringComparison.Ordinal) + percentile.Length;
        if (at < percentile.Length || !int.TryParse(metric.AsSpan(at), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            return figure.Lower;
        return metrics.Where(m => m.Key.StartsWith(metric[..at], StringComparison.Ordinal) && int.TryParse(m.Key.AsSpan(at), NumberStyles.None, CultureInfo.InvariantCulture, out var other) && other < percent)
            .Select(m => m.Value.Lower).Append(figure.Lower).Max();
    }
}
