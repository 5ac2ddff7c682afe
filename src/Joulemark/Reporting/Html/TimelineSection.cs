using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Power over the run with its stages and what happened meanwhile, and the same events as a list.</summary>
internal static class TimelineSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        <section><h2>Power over the run</h2>
        {ChartFrame.Of(model.Number, "power", "Power over time" + ChartsSection.Energy(model), Text(model), Note(model.Power), Problem(model))}
        {Events(model.Marks)}</section>
        """);

    private static Markup Events(TimelineMarks marks) => Markup.If(marks.Marks.Count > 0, () => Markup.Of($"""
        <details><summary>What happened in it ({marks.Marks.Count})</summary>
        <div class="scroll" tabindex="0" role="group" aria-label="Events"><table class="events">
        <thead><tr><th scope="col">from, s</th><th scope="col">to, s</th><th scope="col">kind</th><th scope="col">what</th></tr></thead>
        <tbody>{marks.Marks.Select(m => Markup.Of($"""
            <tr><td>{Seconds(m.Start)}</td><td>{(m.End > m.Start ? Seconds(m.End) : "")}</td><td class="kind-{m.Kind}">{m.Kind}</td><td>{m.Text}</td></tr>
            """))}</tbody></table></div>
        {Markup.If(marks.Left > 0, () => Markup.Of($"<p class=\"note\">{marks.Left} more are in the record (events.jsonl).</p>"))}
        </details>
        """));

    private static string Note(PowerTimeline power) => string.Create(CultureInfo.InvariantCulture,
        $"Means over {power.StepSeconds:0.###} s. Bands are the stages of the run, marks are what happened; drag the handles under the chart to zoom. A gap is a stretch without readings.")
        + (power.IsThinned ? string.Create(CultureInfo.InvariantCulture,
            $" For drawing, {power.Steps:#,0} steps are thinned to at most {PowerTimeline.MostPoints:#,0} points a channel: of each stretch the lowest, the highest and a gap are kept, so that no peak is lost. Figures are made from all readings.") : "");

    private static string? Problem(ReportModel model) =>
        model.Power.Series.Count > 0 ? null
        : model.Record.Machine.Channels.Count == 0 ? "nothing on this machine could be metered" : "no channel has two good readings in a row";

    private static string Text(ReportModel model)
    {
        var windows = model.Result.Configurations.Values.Sum(c => c.Windows.Count); // those that the power is of: not what a search chose points by
        var means = model.Result.Configurations.Select(c => (Name: c.Key, Power: c.Value.Metrics.GetValueOrDefault("mean_power"))).Where(c => c.Power?.Value is not null)
            .Select(c => $"{c.Name} {Figures.Value(c.Power!)}");
        return $"{windows} measured windows; mean power in them: {string.Join(", ", means)}.";
    }

    private static string Seconds(double seconds) => seconds.ToString("#,0.00", CultureInfo.InvariantCulture);
}
