using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>What the figures say of each other, of the objectives, and by MLPerf's rules.</summary>
internal static class JudgementSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {Findings(model.Result.Sweep is null ? model.Result.Findings : [])}
        {Objectives(model.Result)}
        {Mlperf(model.Result)}
        """);

    private static Markup Findings(IReadOnlyList<Finding> findings) => Markup.If(findings.Count > 0, () => Markup.Of($"""
        <section><h2>What the figures say</h2>
        <ul class="findings">{findings.Select(f => Markup.Of($"<li class=\"{f.Kind.Replace(' ', '-')}\"><span class=\"kind\">{f.Kind}</span> {f.Message}</li>"))}</ul></section>
        """));

    private static Markup Objectives(RunResult result)
    {
        var objectives = result.Configurations.SelectMany(c => c.Value.Objectives.Select(o => (Configuration: c.Key, Objective: o))).ToList();
        return Markup.If(objectives.Count > 0, () => Markup.Of($"""
            <section><h2>Latency objectives</h2>
            <div class="scroll" tabindex="0" role="group" aria-label="Latency objectives"><table class="figures">
            <thead><tr><th scope="col">configuration</th><th scope="col">objective</th><th scope="col">limit</th><th scope="col">figure</th><th scope="col">95 % interval</th>
            <th scope="col" class="words">outcome</th><th scope="col">requests within it</th></tr></thead>
            <tbody>{objectives.Select(o => Markup.Of($"""
                <tr><th scope="row">{o.Configuration}</th><td>{o.Objective.Objective}</td><td>{Figures.Scaled(o.Objective.LimitSeconds, "s")}</td>
                <td>{Figures.Value(o.Objective.Figure)}</td><td>{Figures.Range(o.Objective.Figure) ?? "–"}</td>
                <td class="words">{Outcome(o.Objective, result.Configurations[o.Configuration])}</td>
                <td>{Figures.Percent(o.Objective.Share)}</td></tr>
                """))}</tbody></table></div></section>
            """));
    }

    private static string Outcome(ObjectiveResult objective, ConfigurationResult result) => objective.Outcome switch
    {
        _ when result.IsClientSaturated => $"withheld: {ClientsFigures.Why}",
        ObjectiveOutcome.Met => "met",
        ObjectiveOutcome.NotMet => "NOT met",
        _ => "undecided",
    };

    private static Markup Mlperf(RunResult result)
    {
        var judged = result.Configurations.Where(c => c.Value.Mlperf is not null).ToList();
        return Markup.If(judged.Count > 0, () => Markup.Of($"""
            <section><h2>By MLPerf's rules</h2>
            <p>Judged as LoadGen would, apart from Joulemark's own validity. Only a reviewed submission is an MLPerf result.</p>
            <ul>{judged.Select(c => Markup.Of($"""
                <li>{c.Key}: {c.Value.Mlperf!.Scenario}, <code>{c.Value.Mlperf.Metric}</code> {MlperfText.Value(c.Value.Mlperf)}, {MlperfText.Energy(c.Value.Mlperf) ?? $"– {c.Value.Mlperf.EnergyMetric}: energy is missing from a window"}: {c.Value.Mlperf.Result}
                {Markup.If(c.Value.Mlperf.Reasons.Count > 0, () => Markup.Of($"<ul>{MlperfText.Reasons(c.Value.Mlperf).Select(r => Markup.Of($"<li>{r}</li>"))}</ul>"))}
                {Markup.If(c.Value.Mlperf.EnergyNote is not null, () => Markup.Of($"<p class=\"note\">{c.Value.Mlperf.EnergyNote}.</p>"))}</li>
                """))}</ul></section>
            """));
    }
}
