namespace Joulemark.Reporting.Html;

/// <summary>What a configuration gives for its joules: accuracy against energy, throughput against power.</summary>
internal static class ChartsSection
{
    public static Markup Of(ReportModel model) => Markup.If(!model.IsCommand, () => Markup.Of($"""
        <section><h2>What the joules buy</h2>
        <div class="pair">
        {ChartFrame.Of(model.Number, "front", "Accuracy against energy per request" + Energy(model),
            "Points of accuracy against energy per request, by configuration; the figures are in the table “Energy and accuracy”.",
            "Up and to the left is better. Filled points are on the efficient front: none that is as accurate uses less energy." + Invalid(model), FrontProblem(model))}
        {ChartFrame.Of(model.Number, "speed", "Throughput against power" + Energy(model),
            "Points of output throughput against mean power, by configuration; the figures are in the table “Speed and power”.",
            "Mean of the windows with 95 % intervals. Up and to the left is better; a line through the origin is one number of tokens per joule." + Invalid(model), SpeedProblem(model))}
        </div></section>
        """));

    /// <summary>What a title adds where joules are estimated.</summary>
    public static string Energy(ReportModel model) => model.Provenance.IsModelled ? $" ({model.Provenance.Short})" : "";

    /// <summary>The metric of the second chart: tokens where there are any, else requests.</summary>
    public static string Throughput(ReportModel model) => model.Has("output_throughput") ? "output_throughput" : "request_throughput";

    private static string Invalid(ReportModel model) => model.Result.Configurations.Keys.All(name => model.ValidityOf(name).Valid) ? "" : " A dashed outline is not valid.";

    private static string? FrontProblem(ReportModel model) =>
        !model.Has("energy_per_request") ? "no configuration has an energy figure"
        : !model.Has("accuracy") ? "the workload has no answers to check" : null;

    private static string? SpeedProblem(ReportModel model) =>
        !model.Has("mean_power") ? "no configuration has a power figure"
        : !model.Has(Throughput(model)) ? "no configuration has a throughput" : null;
}
