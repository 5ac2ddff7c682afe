using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>How far the joules themselves can be trusted: what the intervals hold of it and what they leave out, and readings that overlap.</summary>
internal static class TrustSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {Systematic(model.Result)}
        {CrossChecks(model.Result)}
        """);

    private static Markup Systematic(RunResult result)
    {
        var parts = JoulesKnown.Of(result);
        return Markup.If(parts.Count > 0, () => Markup.Of($"""
            <section><h2>How well the joules are known</h2>
            <p>A sensor’s gain and a model’s error are the same in every window and in no interval. What the measuring adds in a window is in all of them: no interval is narrower. Of each part the largest is given,
            of the configurations and of their windows.</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Systematic uncertainty"><table>
            <thead><tr><th scope="col">part</th><th scope="col">of the figure</th><th scope="col">in the intervals</th><th scope="col">between configurations of this run</th><th scope="col">from</th></tr></thead>
            <tbody>{parts.Select(Row)}</tbody></table></div></section>
            """));
    }

    private static Markup Row(JoulesKnown known) => Markup.Of($"""
        <tr><th scope="row">{known.Part.Name}</th><td>{known.Size}</td><td>{(known.IsInTheIntervals ? "yes, none is narrower" : "no")}</td>
        <td>{(known.Part.CancelsInRatio ? "cancels: same device" : "stays")}</td><td>{known.Part.Source}</td></tr>
        """);

    private static Markup CrossChecks(RunResult result)
    {
        var checks = result.Configurations.SelectMany(c => c.Value.CrossChecks.Select(check => (Configuration: c.Key, Check: check))).ToList();
        return Markup.If(checks.Count > 0, () => Markup.Of($"""
            <section><h2>Readings that overlap</h2>
            <p>None of these is added to another: readings of one device should agree, and what holds a part should not be below it.</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Cross-checks"><table>
            <thead><tr><th scope="col">configuration</th><th scope="col">channels</th><th scope="col">which</th><th scope="col">other channels</th><th scope="col">difference</th></tr></thead>
            <tbody>{checks.Select(c => Markup.Of($"""
                <tr><th scope="row">{c.Configuration}</th><td>{string.Join(" + ", c.Check.Channels)}: {Figures.Scaled(c.Check.Energy.Joules, "J")}</td>
                <td>{(c.Check.Relation == CrossCheck.Same ? "same device as" : "holds")}</td><td>{string.Join(" + ", c.Check.Against)}: {Figures.Scaled(c.Check.AgainstEnergy.Joules, "J")}</td>
                <td>{Figures.Percent(c.Check.Gap)}</td></tr>
                """))}</tbody></table></div></section>
            """));
    }
}
