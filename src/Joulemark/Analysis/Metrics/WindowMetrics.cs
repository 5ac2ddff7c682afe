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
        new("energy_per_token", "J/token", (_, w) => w.Counts.OutputTokens > 0 ? Per(w.Gross, w.Counts.OutputTokens + w.Counts.PromptTokens) : null),
        new(EnergyPerRequest, "J/request", (_, w) => PerRequest(w)),
        new("net_energy_per_request", "J/request", (_, w) => Per(w.Net, w.Counts.RequestEquivalents)),
        new(EnergyPerCorrect, "J/correct answer", (_, w) => Per(w.Gross, w.Counts.CorrectEquivalents)),
        new("energy_to_solution", "J", (e, w) => PerRequest(w) * e.Configuration.TaskRequests),
        new("net_energy_to_solution", "J", (e, w) => Per(w.Net, w.Counts.RequestEquivalents) * e.Configuration.TaskRequests),
        new("duration", "s", (e, w) => e.IsCommand ? w.Duration.TotalSeconds : null),
        new("inferences_per_kwh", "1/kWh", (_, w) => Energy.JoulesPerKilowattHour / PerRequest(w)),
        new("wh_per_1000_queries", "Wh", (_, w) => PerRequest(w) * 1000 / 3600),
        new("tokens_per_second_per_watt", "tokens/J", (_, w) => w.Counts.OutputTokens > 0 && w.Gross is { Joules: > 0 } gross ? w.Counts.OutputTokens / gross.Joules : null),
        new("accuracy_per_wh", "1/Wh", (e, w) => e.Configuration.HasAnswers && w.Counts.RequestEquivalents > 0
            ? w.Counts.CorrectEquivalents / w.Counts.RequestEquivalents / (PerRequest(w) * e.Configuration.TaskRequests / 3600) : null),
        new("energy_delay_product", "J·s", (e, w) => PerRequest(w) * MeanLatency(e, w)),
        new("energy_per_good_request", "J/request", (e, w) => e.Objectives.Count > 0 ? Per(w.Gross, Goodput.GoodIn(e, w)) : null),
        new("mean_power", "W", (_, w) => (w.Gross / w.Duration)?.Watts),
        new("idle_share", "1", (e, w) => e.Idle is { } idle && w.Gross is { Joules: > 0 } gross ? idle.Watts / (gross / w.Duration).Watts : null),
        new("output_throughput", "tokens/s", (_, w) => w.Counts.OutputTokens > 0 ? w.Counts.OutputTokens / w.Duration.TotalSeconds : null),
        new("request_throughput", "requests/s", (_, w) => w.Counts.RequestEquivalents / w.Duration.TotalSeconds),
        new("goodput", "requests/s", (e, w) => e.Objectives.Count > 0 ? Goodput.GoodIn(e, w) / w.Duration.TotalSeconds : null),
    ];

    public static WindowMetric Get(string name) => All.First(m => m.Name == name);

    private static double? PerRequest(WindowFigures window) => Per(window.Gross, window.Counts.RequestEquivalents);

    private static double? Per(Energy? energy, double work) => work > 0 ? energy?.Joules / work : null;

    private static double? MeanLatency(ConfigurationEvidence evidence, WindowFigures window)
    {
        var latencies = evidence.Measured
            .Where(r => r.Scheduled >= window.Start && r.Scheduled < window.End)
            .Select(r => r.E2e?.TotalSeconds).OfType<double>().ToList();
        return latencies.Count > 0 ? latencies.Average() : null;
    }
}
