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

    /// <summary>What can be said where the load client could not keep up: nothing of the server's latency, which alone the objective is about.</summary>
    internal ObjectiveResult OfSaturatedClient() => this with
    {
        Figure = new Estimate { Unit = Figure.Unit, Method = "the load client was saturated, so that it is not the server's" },
        Outcome = ObjectiveOutcome.Undecided,
        Share = null,
    };

    internal static ObjectiveOutcome Decide(Estimate figure, double limit) => figure switch
    {
        { Upper: { } upper } when upper <= limit => ObjectiveOutcome.Met,
        { Lower: { } lower } when lower > limit => ObjectiveOutcome.NotMet,
        _ => ObjectiveOutcome.Undecided,
    };
}
