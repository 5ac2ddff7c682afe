using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;

namespace Joulemark.Analysis;

/// <summary>
/// Figures whose interval has no width, because every window, or every request near a percentile, has the very same value. What is
/// measured scatters: a clock or a meter too coarse to show it, times that were rounded, or figures that nothing measured.
/// </summary>
internal static class ExactFigures
{
    // What a count or a schedule gives may well be the same in every window; joules and times that a server took are not.
    private static readonly string[] Measured =
        [WindowMetrics.EnergyPerOutputToken, WindowMetrics.EnergyPerRequest, "duration", "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "itl_p50", "itl_p99", "e2e_p50", "e2e_p99"];

    /// <summary>How wide an interval is at least, of its value, where something scatters: a microsecond of a second.</summary>
    private const double LeastWidth = 1e-6;

    public static IEnumerable<Diagnostic> Of(IReadOnlyDictionary<string, ConfigurationResult> configurations)
    {
        foreach (var (name, configuration) in configurations)
        {
            var exact = Measured.Where(m => configuration.Metrics.GetValueOrDefault(m) is { Value: > 0 and var value, Lower: { } lower, Upper: { } upper } && upper - lower < LeastWidth * value).ToList();
            if (exact.Count == 0)
                continue;
            yield return new Diagnostic("JM5045", DiagnosticSeverity.Warning,
                $"{name}: {string.Join(", ", exact)} {(exact.Count == 1 ? "has an interval" : "have intervals")} without width: the same value, to a millionth, in every window. What is measured scatters, so that a step of the clock, rounding, or a stand-in for a server is taken for certainty",
                "Do not take a comparison by it for certain: look at requests.jsonl and samples.jsonl for the step of times and readings, and at the server, whether it worked at all.");
        }
    }
}
