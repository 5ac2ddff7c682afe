using Joulemark.Analysis.Attribution;

namespace Joulemark.Analysis.Metrics;

/// <summary>Says why there is no figure: a dash alone would leave people guessing.</summary>
internal static class MissingFigure
{
    private const string OfCommand = "a command was measured, which has no requests, tokens or answers";
    private const string NotGiven = "not given: ";

    private static readonly string[] EnergyProblems = ["no-energy", "not-bracketed", "sample-gap", "counter-reset", "frozen-counter", "stale-counter", "implausible", "missing-channel"];

    /// <param name="metric">Name of the figure.</param>
    /// <param name="result">The configuration that has none.</param>
    /// <param name="isCommand">True when a command was measured, and not a server under load.</param>
    public static string Why(string metric, ConfigurationResult result, bool isCommand = false)
    {
        var estimate = result.Metrics.GetValueOrDefault(metric);
        if (estimate is null)
            return "this version of Joulemark does not make this figure";
        if (ClientsFigures.Has(metric, result))
            return $"{ClientsFigures.Why}; result.json has it";
        if (result.Windows.Count == 0)
            return "no window was measured to its end";
        if (isCommand && !IsOfCommand(metric))
            return OfCommand;
        if (metric == "accuracy" || RequestAttribution.Makes(metric) || (estimate.Unit == "s" && WindowMetrics.All.All(m => m.Name != metric)))
            return estimate.Method;
        if (estimate.Method.StartsWith(NotGiven, StringComparison.Ordinal))
            return estimate.Method[NotGiven.Length..];
        if (metric == "peak_power")
            return "no whole second of a window has readings of every counted channel";
        if (metric == "queueing_mean")
            return "the server does not tell how many wait";
        if (IsEnergy(metric) && result.Windows.Any(w => w.Gross is null))
        {
            return result.Validity.Reasons.FirstOrDefault(r => EnergyProblems.Contains(r.Code, StringComparer.Ordinal)) is { } reason
                ? reason.Evidence : "energy is missing from at least one window";
        }

        if (metric == "idle_power" || (metric is "idle_share" || metric.StartsWith("net_", StringComparison.Ordinal)) && result.Windows.Any(w => w.Net is null))
            return WhyNoIdle(result);
        if (metric is "energy_per_correct" or "accuracy_per_wh")
            return result.Metrics.GetValueOrDefault("accuracy")?.Value is null ? "no answers were checked" : "a window has no right answer";
        if (metric is "chunks_per_token" or "reasoning_share" or "good_share")
            return estimate.Method;
        if (metric.StartsWith("server_", StringComparison.Ordinal))
            return "the server does not tell";
        if (metric.StartsWith("client_", StringComparison.Ordinal))
            return "the client kept no account of itself";
        if (metric is "offered_rate" or "achieved_rate")
            return "requests were not due at times of their own, but when an answer had come";
        if (metric is "goodput" or "energy_per_good_request")
            return "the spec sets no latency objectives, or a window has no request that met them";
        if (result.Windows.Any(w => w.Counts.RequestEquivalents == 0))
            return "a window has no request that was answered";
        return result.Windows.Any(w => w.Counts.OutputTokens == 0) ? "the server gave no token counts" : "at least one window has no value for it";
    }

    /// <summary>Why no idle power is known.</summary>
    public static string WhyNoIdle(ConfigurationResult result) =>
        result.Metrics.GetValueOrDefault("idle_power") is { } idle && idle.Method.StartsWith(NotGiven, StringComparison.Ordinal) ? idle.Method[NotGiven.Length..] : "no idle power was measured in this boundary";

    // What has a value of a command, unless its energy is missing.
    private static bool IsOfCommand(string metric) =>
        metric is "energy_to_solution" or "net_energy_to_solution" or "duration" or "mean_power" or "peak_power" or "idle_power"
            or "energy_per_request" or "net_energy_per_request" or "inferences_per_kwh" or "wh_per_1000_queries" or "idle_share";

    private static bool IsEnergy(string metric) =>
        metric is not ("output_throughput" or "request_throughput" or "goodput" or "idle_power" or "in_flight" or "good_share" or "chunks_per_token" or "reasoning_share"
            or "offered_rate" or "achieved_rate")
        && !metric.StartsWith("server_", StringComparison.Ordinal) && !metric.StartsWith("client_", StringComparison.Ordinal);
}
