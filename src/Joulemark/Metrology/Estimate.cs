namespace Joulemark.Metrology;

/// <summary>A figure with its interval.</summary>
public sealed record Estimate
{
    /// <summary>The figure, in <see cref="Unit"/>; null where it could not be had (missing is never zero).</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the 95 % interval; null where there is none.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the 95 % interval; null where there is none.</summary>
    public double? Upper { get; init; }

    /// <summary>
    /// How well the figure's joules were measured (95 %, edges and sampling, the sensors' gain left out), in <see cref="Unit"/>: an
    /// interval is never narrower. Null for figures without joules.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public double? MeasuredTo { get; init; }

    /// <summary>Number of independent observations behind the figure: windows, requests or answers, as the method says.</summary>
    public int N { get; init; }

    /// <summary>How the figure and its interval were made, e.g. <c>mean of windows, Student t</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The unit, e.g. <c>J/token</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Half the interval's width relative to the value; null where there is no interval or the value is zero.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? RelativeHalfWidth =>
        Value is { } value && Lower is { } lower && Upper is { } upper && value != 0
            ? (upper - lower) / 2 / Math.Abs(value)
            : null;

    /// <summary>The figure in another unit, or of another number of things: all of it scales.</summary>
    internal Estimate Times(double factor, string unit) => this with
    {
        Value = Value * factor, Lower = Lower * factor, Upper = Upper * factor, MeasuredTo = MeasuredTo * factor, Unit = unit,
    };

    /// <summary>True when both have an interval and the intervals share a point.</summary>
    public bool Overlaps(Estimate other) =>
        Lower <= other.Upper && other.Lower <= Upper;
}
