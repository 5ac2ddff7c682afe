using Joulemark.Metrology;

namespace Joulemark.Analysis.Metrics;

/// <summary>The metrics of method.md section 5 that have one value per window.</summary>
internal static class WindowMetrics
{
    public const string EnergyPerOutputToken = "energy_per_output_token";
    public const string EnergyPerRequest = "energy_per_request";
    public const string EnergyPerCorrect = "energy_per_correct";

    public static IReadOnlyList<WindowMetric> All { get; } =
    [
        new(EnergyPerOutputToken, "J/token", (_, w) => Per(w.Gross, w.Counts.OutputTokens)),
        new("net_energy_per_output_token", "J/token", (_, w) => Per(w.Net, w.Counts.OutputTokens)),
        new("energy_per_token", "J/token", (_, w) => w.Counts is { OutputTokens: > 0, PromptTokens: > 0 } ? Per(w.Gross, w.Counts.OutputTokens + w.Counts.PromptTokens) : null), // no prompt is empty: none counted is not known
        new(EnergyPerRequest, "J/request", (_, w) => PerRequest(w)),
        new("net_energy_per_request", "J/request", (_, w) => Per(w.Net, w.Counts.RequestEquivalents)),
        new(EnergyPerCorrect, "J/correct answer", (_, w) => Per(w.Gross, w.Counts.CorrectEquivalents), Answers: -1),
        new("energy_to_solution", "J", (e, w) => PerRequest(w) * e.Configuration.TaskRequests),
        new("net_energy_to_solution", "J", (e, w) => Per(w.Net, w.Counts.RequestEquivalents) * e.Configuration.TaskRequests),
        new("duration", "s", (e, w) => e.IsCommand ? w.Duration.TotalSeconds : null),
        new("inferences_per_kwh", "1/kWh", (_, w) => Energy.JoulesPerKilowattHour / PerRequest(w)),
        new("wh_per_1000_queries", "Wh", (_, w) => PerRequest(w) * 1000 / Energy.JoulesPerWattHour),
        new("tokens_per_second_per_watt", "tokens/J", (_, w) => w.Counts.OutputTokens > 0 && w.Gross is { Joules: > 0 } gross ? w.Counts.OutputTokens / gross.Joules : null),
        new("accuracy_per_wh", "1/Wh", (e, w) => e.Configuration.HasAnswers && w.Counts.RequestEquivalents > 0
            ? w.Counts.CorrectEquivalents / w.Counts.RequestEquivalents / (PerRequest(w) * e.Configuration.TaskRequests / Energy.JoulesPerWattHour) : null, Answers: 1),
        new("energy_delay_product", "J·s", (e, w) => PerRequest(w) * e.LoadOf(w).MeanLatency),
        new("energy_per_good_request", "J/request", (e, w) => e.Objectives.Count > 0 ? Per(w.Gross, e.LoadOf(w).GoodEquivalents) : null),
        new("mean_power", "W", (_, w) => (w.Gross / w.Duration)?.Watts),
        new("idle_share", "1", (e, w) => e.Idle is { } idle && w.Gross is { Joules: > 0 } gross ? idle.Watts / (gross / w.Duration).Watts : null),
        new("output_throughput", "tokens/s", (_, w) => w.Counts.OutputTokens > 0 ? w.Counts.OutputTokens / w.Duration.TotalSeconds : null),
        new("request_throughput", "requests/s", (_, w) => w.Counts.RequestEquivalents / w.Duration.TotalSeconds),
        new("goodput", "requests/s", (e, w) => e.Objectives.Count > 0 ? e.LoadOf(w).GoodEquivalents / w.Duration.TotalSeconds : null),
        new("offered_rate", "requests/s", (e, w) => e.IsOpenLoop ? e.LoadOf(w).Due / w.Duration.TotalSeconds : null),
        new("achieved_rate", "requests/s", (e, w) => e.IsOpenLoop ? w.Counts.Requests / w.Duration.TotalSeconds : null),
        new("in_flight", "requests", (e, w) => e.IsCommand ? null : e.LoadOf(w).InFlightSeconds / w.Duration.TotalSeconds),
        new("server_batch", "requests", (e, w) => e.Server.Mean(w.Start, w.End, c => c.Running)),
        new("server_queue", "requests", (e, w) => e.Server.Mean(w.Start, w.End, c => c.Waiting)),
        new("queueing_mean", "s", (e, w) => w.Counts.RequestEquivalents > 0 // Little 1961, doi:10.1287/opre.9.3.383
            ? e.Server.Mean(w.Start, w.End, c => c.Waiting) / (w.Counts.RequestEquivalents / w.Duration.TotalSeconds) : null),
        new("server_kv_cache", "1", (e, w) => e.Server.Mean(w.Start, w.End, c => c.KvCacheUse)),
        new("server_preemptions", "1/s", (e, w) => e.Server.Rate(w.Start, w.End, c => c.Preemptions)),
        new("server_prefix_hit_rate", "1", (e, w) => e.Server.HitRate(w.Start, w.End)),
        new("client_busy_share", "1", (e, w) => e.LoadOf(w).Window.Client?.BusyShare),
        new("client_delay_p99", "s", (e, w) => e.LoadOf(w).Window.Client?.DelayP99Seconds),
    ];

    /// <summary>The least that a metric can be: net energy is a difference, and can be less than nothing; what is counted, or divided by what is, cannot.</summary>
    public static double Least(string metric) => metric.StartsWith("net_", StringComparison.Ordinal) ? double.NegativeInfinity : 0;

    /// <summary>The most that a metric can be: what is a share of a whole, all of it.</summary>
    public static double Most(string metric) => metric is "accuracy" or "good_share" or "server_kv_cache" or "server_prefix_hit_rate" or "client_busy_share" ? 1 : double.PositiveInfinity;

    public static WindowMetric Get(string name) => All.First(m => m.Name == name);

    private static double? PerRequest(WindowFigures window) => Per(window.Gross, window.Counts.RequestEquivalents);

    private static double? Per(Energy? energy, double work) => work > 0 ? energy?.Joules / work : null;
}
