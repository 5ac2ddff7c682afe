using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Recommending;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Disclosing;

/// <summary>The figures of a sheet, out of the result's, in the units that people disclose in.</summary>
internal static class DisclosureFigures
{
    public const string PerThousand = "wh_per_1000_queries";
    private const double Thousand = 1000;

    public static IReadOnlyList<DisclosureFigure> Of(Contender contender) => contender.Evidence.IsCommand ?
    [
        Figure(contender, "energy_to_solution", "Energy of the command, gross"),
        Figure(contender, "net_energy_to_solution", "Energy of the command, net"),
        Figure(contender, "duration", "Time"),
        Figure(contender, "mean_power", "Mean power"),
    ] :
    [
        Figure(contender, PerThousand, "Energy per 1,000 queries, gross"),
        Scaled(contender, "net_wh_per_1000_queries", "Energy per 1,000 queries, net", "net_energy_per_request", Thousand / Energy.JoulesPerWattHour, "Wh"),
        Figure(contender, "energy_per_request", "Energy per query, gross"),
        Figure(contender, "net_energy_per_request", "Energy per query, net"),
        Figure(contender, "energy_per_output_token", "Energy per output token, gross"),
        Figure(contender, "net_energy_per_output_token", "Energy per output token, net"),
        Figure(contender, "energy_per_token", "Energy per token, prompt and output"),
        Scaled(contender, "samples_per_joule", "Samples per joule", "inferences_per_kwh", 1 / Energy.JoulesPerKilowattHour, "samples/J") with
        {
            Note = "The mean of the windows' queries per joule, and so not exactly 1 ÷ the energy per query, which is the mean of their joules per query.",
        },
        Figure(contender, "mean_power", "Mean power"),
        Figure(contender, "output_throughput", "Output throughput"),
        Figure(contender, "accuracy", "Accuracy"),
    ];

    /// <summary>A figure of the result, or why it is missing.</summary>
    public static DisclosureFigure Figure(Contender contender, string metric, string name) =>
        DisclosureFigure.Of(metric, name, contender.Result.Metrics.GetValueOrDefault(metric), MissingFigure.Why(metric, contender.Result));

    private static DisclosureFigure Scaled(Contender contender, string key, string name, string metric, double factor, string unit) =>
        DisclosureFigure.Of(key, name, contender.Result.Metrics.GetValueOrDefault(metric)?.Times(factor, unit), MissingFigure.Why(metric, contender.Result));
}
