namespace Joulemark.Analysis.Mlperf;

/// <summary>One window, judged as one run of LoadGen.</summary>
public sealed record MlperfRun
{
    /// <summary>Which repeat.</summary>
    public required int Repeat { get; init; }

    /// <summary>Queries; in Offline the samples of its one query.</summary>
    public required int Queries { get; init; }

    /// <summary>The scenario's metric, in LoadGen's unit; null when it cannot be had.</summary>
    public double? Value { get; init; }

    /// <summary><c>VALID</c> or <c>INVALID</c>.</summary>
    public string Result => Reasons.Count == 0 ? "VALID" : "INVALID";

    /// <summary>Why it is not valid; empty when it is.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Further values by LoadGen's names.</summary>
    public required IReadOnlyDictionary<string, double> Figures { get; init; }
}
