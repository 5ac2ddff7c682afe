using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>Places for the charts, each with its text alternative; a chart without data is a sentence that says why.</summary>
internal static class ChartsSection
{
    public static Markup Of(ReportModel model)
    {
        var energy = model.Provenance.IsModelled ? $" ({model.Provenance.Short})" : "";
        var perToken = model.HeadlineMetric == "energy_per_output_token";
        return Markup.Of($"""
            <section><h2>Charts</h2>
            <noscript><p class="note">The charts need JavaScript; every figure they show is in the tables.</p></noscript>
            {Figure(PowerProblem(model), "Power over time" + energy, "power", PowerText(model),
                $"Means over {model.Power.StepSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Bands are the stages of the run; drag the handles under the chart to zoom. A gap is a stretch without readings.")}
            {Markup.If(!model.IsCommand, () => OfRequests(model, energy, perToken))}
            </section>
            """);
    }

    private static Markup OfRequests(ReportModel model, string energy, bool perToken) => Markup.Of($"""
            {Figure(model.Has(model.HeadlineMetric) ? null : "no configuration has an energy figure", $"Energy per {(perToken ? "output token" : "request")}{energy}", "energy",
                "Bars of gross and net energy by configuration; the figures are in the table “Energy and accuracy”.",
                "Gross, and net of idle power, with 95 % intervals of the repeats; systematic parts are not in them.")}
            {Figure(FrontProblem(model), "Accuracy against energy per request" + energy, "front",
                "Points of accuracy against energy per request, by configuration; the figures are in the table “Energy and accuracy”.",
                "Up and to the left is better. Filled points are on the efficient front: none that is as accurate uses less energy.")}
            {Latency(model)}
            """);

    /// <summary>The place of a chart, or the sentence that says why there is none.</summary>
    public static Markup Figure(string? problem, string title, string chart, string alternative, string note) => problem is null
        ? Markup.Of($"""
            <figure><figcaption><h3>{title}</h3></figcaption>
            <div class="chart" data-chart="{chart}" role="img" aria-label="{title}. {alternative}"></div>
            <p class="note">{note}</p></figure>
            """)
        : Markup.Of($"""
            <div class="no-chart"><h3>{title}</h3><p>This chart is left out: {problem}.</p></div>
            """);

    private static Markup Latency(ReportModel model)
    {
        const string note = "Share of requests that took at most so long, from the moment they were due; requests due inside a measured window.";
        const string alternative = "Cumulative distribution by configuration; percentiles are in the tables.";
        return Markup.Of($"""
            <div class="pair">
            {Figure(LatencyProblem(model, d => d.Ttft.Count), "Time to first token", "ttft", alternative, note)}
            {Figure(LatencyProblem(model, d => d.E2e.Count), "End-to-end latency", "e2e", alternative, note)}
            </div>
            """);
    }

    private static string? PowerProblem(ReportModel model) =>
        model.Power.Series.Count > 0 ? null
        : model.Record.Machine.Channels.Count == 0 ? "nothing on this machine could be metered" : "no channel has two good readings in a row";

    private static string? FrontProblem(ReportModel model) =>
        !model.Has("energy_per_request") ? "no configuration has an energy figure"
        : !model.Has("accuracy") ? "the workload has no answers to check" : null;

    private static string? LatencyProblem(ReportModel model, Func<LatencyDistribution, int> count) =>
        model.Latencies.Any(d => count(d) > 1) ? null
        : model.Result.Configurations.Values.Any(c => c.IsClientSaturated) ? "the load client was saturated, so that latencies are not the server's"
        : "no request that was due in a measured window got an answer with such a time";

    private static string PowerText(ReportModel model)
    {
        var windows = model.Record.Windows.Count(w => w.Stage == Stage.Window);
        var means = model.Result.Configurations.Where(c => c.Value.Metrics["mean_power"].Value is not null)
            .Select(c => $"{c.Key} {Figures.Value(c.Value.Metrics["mean_power"])}");
        return $"{windows} measured windows; mean power in them: {string.Join(", ", means)}.";
    }
}
