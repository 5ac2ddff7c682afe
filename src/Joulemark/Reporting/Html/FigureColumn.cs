using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;

namespace Joulemark.Reporting.Html;

/// <summary>One column of the figures.</summary>
/// <param name="Metric">Name of the metric in the result.</param>
/// <param name="Heading">Short heading.</param>
/// <param name="Meaning">What it is, for whoever points at the heading.</param>
/// <param name="IsEnergy">True when it hangs on the provenance of the joules.</param>
internal sealed record FigureColumn(string Metric, string Heading, string Meaning, bool IsEnergy = false)
{
    public static IReadOnlyList<FigureColumn> EnergyAndAccuracy { get; } =
    [
        new("accuracy", "accuracy", "share of the task's questions answered right"),
        new("energy_per_output_token", "J/token", "gross energy per output token", true),
        new("net_energy_per_output_token", "net J/token", "energy per output token with the idle power taken off", true),
        new("energy_per_request", "J/request", "gross energy per request", true),
        new("energy_per_correct", "J/correct", "gross energy per right answer", true),
        new("energy_to_solution", "energy to solution", "gross energy of the whole task", true),
    ];

    /// <summary>What there is to say of a measured command.</summary>
    public static IReadOnlyList<FigureColumn> OfCommand { get; } =
    [
        new("energy_to_solution", "energy", "gross energy of one run, from its start to its end", true),
        new("net_energy_to_solution", "net energy", "energy with the idle power taken off", true),
        new("duration", "time", "from the start of the command to its end"),
        new("mean_power", "mean power", "mean power of the runs", true),
        new("peak_power", "peak power", "highest mean over one second", true),
        new("idle_power", "idle power", "power before the first run", true),
    ];

    /// <summary>What there is to say of a run's speed: latencies that an objective is of among them, first.</summary>
    public static IReadOnlyList<FigureColumn> SpeedAndPower(RunResult result)
    {
        var asked = Asked(result.Configurations.Values.SelectMany(c => c.Objectives)).Where(a => Speeds.All(c => c.Metric != a.Metric));
        return [.. Speeds[..1], .. asked, .. Speeds[1..]];
    }

    /// <summary>A column for each latency that an objective is of.</summary>
    public static IEnumerable<FigureColumn> Asked(IEnumerable<ObjectiveResult> objectives) =>
        objectives.Select(o => o.Objective).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(o => new FigureColumn(Objective.MetricOf(o), LatencyText.Name(o), $"the latency that the objective {o} is of"));

    /// <summary>The latencies of a table that has no room for all: those that objectives are of; where nothing is asked, the usual one.</summary>
    public static IEnumerable<FigureColumn> Latencies(IEnumerable<ObjectiveResult> objectives) => Asked(objectives).DefaultIfEmpty(Array.Find(Speeds, c => c.Metric == "ttft_p99")!);

    private static readonly FigureColumn[] Speeds =
    [
        new("output_throughput", "tokens/s", "output tokens a second, all requests together"),
        new("ttft_p50", "TTFT p50", "time to first token, median"),
        new("ttft_p99", "TTFT p99", "time to first token, 99th percentile"),
        new("tpot_p50", "TPOT p50", "time per output token after the first, median"),
        new("e2e_p99", "E2E p99", "end-to-end latency, 99th percentile"),
        new("good_share", "good", "share of the requests that met every latency objective"),
        new("mean_power", "mean power", "mean power in the windows", true),
        new("idle_power", "idle power", "power with the server up and no load", true),
    ];
}
