using Joulemark.Analysis;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>What the figures say, what the intervals leave out, and what to do about either.</summary>
internal static class JudgementSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {Findings(model.Result.Findings)}
        {Objectives(model.Result)}
        {Mlperf(model.Result)}
        {Systematic(model.Result)}
        {CrossChecks(model.Result)}
        {Diagnostics(model.Result)}
        """);

    private static Markup Findings(IReadOnlyList<Finding> findings) => Markup.If(findings.Count > 0, () => Markup.Of($"""
        <section><h2>What the figures say</h2>
        <ul class="findings">{findings.Select(f => Markup.Of($"<li class=\"{f.Kind}\"><span class=\"kind\">{f.Kind}</span> {f.Message}</li>"))}</ul></section>
        """));

    private static Markup Objectives(RunResult result)
    {
        var objectives = result.Configurations.Where(c => !c.Value.IsClientSaturated).SelectMany(c => c.Value.Objectives.Select(o => (Configuration: c.Key, Objective: o))).ToList();
        return Markup.If(objectives.Count > 0, () => Markup.Of($"""
            <section><h2>Latency objectives</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Latency objectives"><table>
            <thead><tr><th scope="col">configuration</th><th scope="col">objective</th><th scope="col">limit</th><th scope="col">figure</th><th scope="col">95 % interval</th>
            <th scope="col">outcome</th><th scope="col">requests within it</th></tr></thead>
            <tbody>{objectives.Select(o => Markup.Of($"""
                <tr><th scope="row">{o.Configuration}</th><td>{o.Objective.Objective}</td><td>{Figures.Scaled(o.Objective.LimitSeconds, "s")}</td>
                <td>{Figures.Value(o.Objective.Figure)}</td><td>{Figures.Range(o.Objective.Figure) ?? "–"}</td>
                <td>{(o.Objective.Outcome == ObjectiveOutcome.Met ? "met" : o.Objective.Outcome == ObjectiveOutcome.NotMet ? "NOT met" : "undecided")}</td>
                <td>{Figures.Percent(o.Objective.Share)}</td></tr>
                """))}</tbody></table></div></section>
            """));
    }

    private static Markup Mlperf(RunResult result)
    {
        var judged = result.Configurations.Where(c => c.Value.Mlperf is not null).ToList();
        return Markup.If(judged.Count > 0, () => Markup.Of($"""
            <section><h2>By MLPerf's rules</h2>
            <p>Judged as LoadGen would, apart from Joulemark's own validity. Only a reviewed submission is an MLPerf result.</p>
            <ul>{judged.Select(c => Markup.Of($"""
                <li>{c.Key}: {c.Value.Mlperf!.Scenario}, <code>{c.Value.Mlperf.Metric}</code> {(c.Value.Mlperf.Value is { } value ? Figures.Digits(value) : "–")}: {c.Value.Mlperf.Result}
                {string.Join("; ", c.Value.Mlperf.Reasons)}</li>
                """))}</ul></section>
            """));
    }

    private static Markup Systematic(RunResult result)
    {
        var parts = result.Configurations.Values.SelectMany(c => c.Systematic).GroupBy(s => (s.Name, s.Source)).ToList();
        return Markup.If(parts.Count > 0, () => Markup.Of($"""
            <section><h2>Not in the intervals</h2>
            <p>How well the joules of a window themselves are known, which repeats cannot tell; the largest of the configurations is given.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Systematic uncertainty"><table>
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
            <div class="scroll" tabindex="0" role="region" aria-label="Cross-checks"><table>
            <thead><tr><th scope="col">configuration</th><th scope="col">channels</th><th scope="col"></th><th scope="col">channels</th><th scope="col">difference</th></tr></thead>
            <tbody>{checks.Select(c => Markup.Of($"""
                <tr><th scope="row">{c.Configuration}</th><td>{string.Join(" + ", c.Check.Channels)}: {Figures.Scaled(c.Check.Energy.Joules, "J")}</td>
                <td>{(c.Check.Relation == CrossCheck.Same ? "same device as" : "holds")}</td><td>{string.Join(" + ", c.Check.Against)}: {Figures.Scaled(c.Check.AgainstEnergy.Joules, "J")}</td>
                <td>{Figures.Percent(c.Check.Gap)}</td></tr>
                """))}</tbody></table></div></section>
            """));
    }

    private static Markup Diagnostics(RunResult result) => Markup.If(result.Diagnostics.Count > 0, () => Markup.Of($"""
        <section><h2>Notes and warnings</h2>
        <ul class="diagnostics">{result.Diagnostics.Select(d => Markup.Of($"""
            <li><code>{d.Id}</code> <span class="severity {d.Severity.ToString().ToLowerInvariant()}">{d.Severity.ToString().ToLowerInvariant()}</span> {d.Message}
            {Markup.If(d.Remedy is not null, () => Markup.Of($"<span class=\"remedy\">{d.Remedy}</span>"))}</li>
            """))}</ul></section>
        """));
}
