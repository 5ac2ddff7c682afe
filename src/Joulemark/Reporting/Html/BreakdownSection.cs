using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>Where the joules went: gross and net, by channel of the ledger, and idle, prefill and decode where they are told apart.</summary>
internal static class BreakdownSection
{
    public static Markup Of(ReportModel model)
    {
        var known = model.Breakdowns.Where(b => b.Gross.Value is not null).ToList();
        return Markup.Of($"""
            <section><h2>Where the joules went</h2>
            {Markup.If(known.Count == 0, () => Markup.Of($"<p>No configuration has an energy figure that could be broken down.</p>"))}
            {Markup.If(known.Count > 0, () => Markup.Of($"""
                {Gross(model)}
                <div class="pair">
                {ChartFrame.Of(model.Number, "channels", "By channel" + ChartsSection.Energy(model), "Stacked bars by configuration; the figures are in the table “Energy per request by channel”.",
                    "Joules per request of each counted channel. They sum to the gross energy, and no device is in two of them.", known.Exists(b => b.Channels.Any(c => c.Energy.Value is not null)) ? null : "no channel's energy is known in every window")}
                {ChartFrame.Of(model.Number, "phases", "By what it was spent on" + ChartsSection.Energy(model), "Stacked bars by configuration; the figures are in the table “Energy per request by use”.",
                    "Idle is measured with the server up and no load. Prefill and decode are attributed by regression over slices of the windows, where the load tells them apart.",
                    known.Exists(b => b.Phases.Count > 0) ? null : MissingFigure.WhyNoIdle(model.Result.Configurations[known[0].Configuration]))}
                </div>
                {Table("Energy per request by channel", "channel", known, b => b.Channels, _ => null)}
                {Table("Energy per request by use", "use", known.FindAll(b => b.Phases.Count > 0), b => b.Phases, b => b.Refusal)}
                """))}
            </section>
            """);
    }

    private static Markup Gross(ReportModel model)
    {
        var perToken = model.HeadlineMetric == "energy_per_output_token";
        return Markup.If(!model.IsCommand && model.Has(model.HeadlineMetric), () => ChartFrame.Of(model.Number, "energy", $"Energy per {(perToken ? "output token" : "request")}{ChartsSection.Energy(model)}",
            "Bars of gross and net energy by configuration; the figures are in the table “Energy and accuracy”.",
            "Gross, and net of idle power, with 95 % intervals of the repeats; the sensors’ gain, or the model’s error, is not in them."));
    }

    private static Markup Table(string caption, string first, List<EnergyBreakdown> breakdowns, Func<EnergyBreakdown, IReadOnlyList<EnergyPart>> parts, Func<EnergyBreakdown, string?> refusal) => Markup.If(breakdowns.Count > 0, () => Markup.Of($"""
        <details><summary>{caption}</summary>
        <div class="scroll" tabindex="0" role="group" aria-label="{caption}"><table class="breakdown">
        <thead><tr><th scope="col">configuration</th><th scope="col">{first}</th><th scope="col">J/request</th><th scope="col">95 % interval</th><th scope="col">share</th><th scope="col">what it is</th></tr></thead>
        <tbody>{breakdowns.Select(b => Markup.Of($"""
            {parts(b).Select(p => Row(b.Configuration, p.Name, p.Energy, Figures.Percent(p.Share), p.Meaning))}
            {Row(b.Configuration, "gross", b.Gross, "", "all counted channels together")}
            {Row(b.Configuration, "net", b.Net, "", "gross less idle power × time")}
            {Markup.If(refusal(b) is not null, () => Markup.Of($"<tr><th scope=\"row\">{b.Configuration}</th><td>prefill, decode</td><td colspan=\"3\">not given</td><td>{Reason(refusal(b)!)}</td></tr>"))}
            """))}</tbody></table></div></details>
        """));

    private static Markup Row(string configuration, string part, Estimate energy, string share, string meaning) => Markup.Of($"""
        <tr><th scope="row">{configuration}</th><td>{part}</td><td>{Figures.Value(energy)}</td><td>{Figures.Range(energy) ?? "–"}</td><td>{share}</td><td>{meaning}</td></tr>
        """);

    private static string Reason(string refusal) => refusal.StartsWith("not given: ", StringComparison.Ordinal) ? refusal["not given: ".Length..] : refusal;
}
