using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>How far the joules themselves can be trusted: what the intervals leave out, and readings that overlap.</summary>
internal static class TrustSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {Systematic(model.Result)}
        {CrossChecks(model.Result)}
        """);

    private static Markup Systematic(RunResult result)
    {
        var parts = result.Configurations.Values.SelectMany(c => c.Systematic).GroupBy(s => (s.Name, s.Source)).ToList();
        return Markup.If(parts.Count > 0, () => Markup.Of($"""
            <section><h2>Not in the intervals</h2>
            <p>How well the joules of a window themselves are known, which repeats cannot tell; the largest of the configurations is given.</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Systematic uncertainty"><table>
            <thead><tr><th scope="col">part</th><th scope="col">of the figure</th><th scope="col">between configurations of this run</th><th scope="col">from</th></tr></thead>
            <tbody>{parts.Select(p => Row(p.MaxBy(s => s.Relative)!))}</tbody></table></div></section>
            """));
    }

    private static Markup Row(SystematicUncertainty part) => Markup.Of($"""
        <tr><th scope="row">{part.Name}</th><td>± {Figures.Percent(part.Relative)}</td>
        <td>{(part.CancelsInRatio ? "cancels: same device" : "stays")}</td><td>{part.Source}</td></tr>
        """);

    private static Markup CrossChecks(RunResult result)
    {
        var checks = result.Configurations.SelectMany(c => c.Value.CrossChecks.Select(check => (Configuration: c.Key, Check: check))).ToList();
        return Markup.If(checks.Count > 0, () => Markup.Of($"""
            <section><h2>Readings that overlap</h2>
            <p>None of these is added to another: readings of one device should agree, and what holds a part should not be below it.</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Cross-checks"><table>
            <thead><tr><th scope="col">configuration</th><th scope="col">channels</th><th scope="col"></th><th scope="col">channels</th><th scope="col">difference</th></tr></thead>
            <tbody>{checks.Select(c => Markup.Of($"""
                <tr><th scope="row">{c.Configuration}</th><td>{string.Join(" + ", c.Check.Channels)}: {Figures.Scaled(c.Check.Energy.Joules, "J")}</td>
                <td>{(c.Check.Relation == CrossCheck.Same ? "same device as" : "holds")}</td><td>{string.Join(" + ", c.Check.Against)}: {Figures.Scaled(c.Check.AgainstEnergy.Joules, "J")}</td>
                <td>{Figures.Percent(c.Check.Gap)}</td></tr>
                """))}</tbody></table></div></section>
            """));
    }
}
