using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>How to run it again: the spec with every effective value, and the machine it met.</summary>
internal static class RepeatSection
{
    public static Markup Of(ReportModel model) => model.Record.Header.Import is { } origin ? OfImport(model, origin) : Markup.Of($"""
        <section><h2>How to repeat it</h2>
        <p>This is the spec as it took effect, defaults and <code>--set</code> values included. Save it as <code>spec.yaml</code> and run</p>
        <pre>joulemark run spec.yaml</pre>
        <details><summary>spec.yaml</summary><pre>{SpecText.Of(model.Record.Header)}</pre></details>
        <details><summary>The machine and the task</summary>
        <dl class="facts">{TaskFacts(model).Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd>{f.Value}</dd></div>"))}</dl>
        {MachineFacts(model)}</details>
        <p>The figures can be made again from the run folder at any time, without the hardware:</p>
        <pre>joulemark report {model.Result.Id}</pre>
        </section>
        """);

    // Another tool measured it: only that tool can do it again.
    private static Markup OfImport(ReportModel model, ImportOrigin origin) => Markup.Of($"""
        <section><h2>Where it comes from</h2>
        <p>{origin.Tool}{(origin.Version is null ? "" : $" {origin.Version}")} measured it; Joulemark imported it and translated what it calls its figures.</p>
        <dl class="facts">{OriginFacts(origin).Concat(TaskFacts(model)).Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd>{f.Value}</dd></div>"))}</dl>
        {MachineFacts(model)}
        <p>The figures can be made again from the run folder at any time:</p>
        <pre>joulemark report {model.Result.Id}</pre>
        </section>
        """);

    private static IEnumerable<KeyValuePair<string, string>> OriginFacts(ImportOrigin origin)
    {
        foreach (var file in origin.Files)
            yield return KeyValuePair.Create(file.Name, $"SHA-256 {file.Sha256}");
        if (origin.Power is { } power)
            yield return KeyValuePair.Create(power.File.Name, $"SHA-256 {power.File.Sha256}, columns {string.Join(", ", power.Columns)} in {power.Unit}");
    }

    /// <summary>The machine's facts by group, with their sources; of those that are unknown, why.</summary>
    private static IEnumerable<Markup> MachineFacts(ReportModel model) => model.Record.Machine.KnownFacts.GroupBy(f => f.Group).OrderBy(g => g.Key).Select(g => Markup.Of($"""
        <h3>{g.Key.ToString()}</h3>
        <dl class="facts">{g.Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd title=\"{f.Source}\">{f.Value ?? $"unknown: {f.Unknown}"}</dd></div>"))}</dl>
        """));

    private static IEnumerable<KeyValuePair<string, string>> TaskFacts(ReportModel model)
    {
        yield return KeyValuePair.Create("run.id", model.Result.Id);
        foreach (var task in model.Record.Header.Configurations.GroupBy(c => c.TaskHash, StringComparer.Ordinal))
            yield return KeyValuePair.Create(task.Count() == model.Record.Header.Configurations.Count ? "task.sha256" : $"task.sha256 ({task.First().Name})", task.Key);
        yield return KeyValuePair.Create("analysed-by", model.Result.ToolVersion);
    }
}
