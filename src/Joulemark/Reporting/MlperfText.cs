using System.Text.RegularExpressions;
using Joulemark.Analysis.Mlperf;
using Joulemark.Metrology;

namespace Joulemark.Reporting;

/// <summary>What MLPerf's rules make of a configuration, as every output says it: figures with their units, and each reason once.</summary>
internal static partial class MlperfText
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>The scenario's metric: LoadGen's latencies are in nanoseconds, the others per second; a dash when it cannot be had.</summary>
    public static string Value(MlperfResult result) => result.Value is not { } value ? "–"
        : result.EnergyMetric == "W" ? $"{Figures.Digits(value)} samples/s" : Figures.Scaled(value / NanosecondsPerSecond, "s");

    /// <summary>The energy, or the power, as MLPerf Power has it; null when it is missing.</summary>
    public static string? Energy(MlperfResult result) => result.Energy is { } energy ? $"{Figures.Digits(energy)} {result.EnergyMetric}" : null;

    /// <summary>Why it is not valid. A reason that windows have alike, but for its numbers, is said of the first.</summary>
    public static IReadOnlyList<string> Reasons(MlperfResult result) =>
        [.. result.Runs.SelectMany(r => r.Reasons.Select(reason => (r.Repeat, Reason: reason))).GroupBy(r => Numbers().Replace(r.Reason, "#"), StringComparer.Ordinal)
            .Select(alike => $"window {alike.First().Repeat}: {alike.First().Reason}{Others([.. alike.Skip(1).Select(r => r.Repeat).Distinct()])}")];

    private static string Others(IReadOnlyList<int> windows) => windows.Count == 0 ? ""
        : $"; likewise in window{(windows.Count == 1 ? "" : "s")} {string.Join(", ", windows)}";

    [GeneratedRegex("[0-9]+([.,][0-9]+)*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Numbers();
}
