using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>How to run it again: the spec with every effective value, and the command line.</summary>
internal static class RepeatSection
{
    public static Markup Of(ReportModel model) => model.Record.Header.Import is { } origin ? OfImport(model, origin)
        : model.Record.Header.Configurations is [{ Command: { } command }] ? OfCommand(model, command) : OfSpec(model);

    // What is measured around the command is in the spec's keys; the command itself is the user's.
    private static Markup OfCommand(ReportModel model, IReadOnlyList<string> command) => Markup.Of($"""
        <section class="repeat"><h2>How to repeat it</h2>
        {Block("Command that measures it again", $"joulemark measure -- {ShellText.Of(command)}")}
        <details><summary>The values that it was measured with</summary>{Block("spec.yaml", SpecText.Of(model.Record.Header))}</details>
        <dl class="facts">{TaskFacts(model).Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd>{f.Value}</dd></div>"))}</dl>
        <p>The figures can be made again from the run folder at any time, without the hardware:</p>
        {Block("Command that makes the figures again", $"joulemark report {ShellText.Of(model.Result.Id)}")}
        </section>
        """);

    private static Markup OfSpec(ReportModel model) => Markup.Of($"""
        <section class="repeat"><h2>How to repeat it</h2>
        <p>This is the spec as it took effect, defaults and <code>--set</code> values included. Save it as <code>spec.yaml</code> and run</p>
        {Block("Command that runs it again", "joulemark run spec.yaml")}
        <details><summary>spec.yaml</summary>{Block("spec.yaml", SpecText.Of(model.Record.Header))}</details>
        <dl class="facts">{TaskFacts(model).Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd>{f.Value}</dd></div>"))}</dl>
        <p>The figures can be made again from the run folder at any time, without the hardware:</p>
        {Block("Command that makes the figures again", $"joulemark report {ShellText.Of(model.Result.Id)}")}
        </section>
        """);

    // Another tool measured it: only that tool can do it again.
    private static Markup OfImport(ReportModel model, ImportOrigin origin) => Markup.Of($"""
        <section><h2>Where it comes from</h2>
        <p>{origin.Tool}{(origin.Version is null ? "" : $" {origin.Version}")} measured it; Joulemark imported it and translated what it calls its figures.</p>
        <dl class="facts">{OriginFacts(origin).Concat(TaskFacts(model)).Select(f => Markup.Of($"<div><dt>{f.Key}</dt><dd>{f.Value}</dd></div>"))}</dl>
        <p>The figures can be made again from the run folder at any time:</p>
        {Block("Command that makes the figures again", $"joulemark report {ShellText.Of(model.Result.Id)}")}
        </section>
        """);

    // Lines may be longer than the page is wide: the keyboard scrolls what it can reach.
    private static Markup Block(string label, string text) => Markup.Of($"<pre tabindex=\"0\" role=\"group\" aria-label=\"{label}\">{text}</pre>");

    private static IEnumerable<KeyValuePair<string, string>> OriginFacts(ImportOrigin origin)
    {
        foreach (var file in origin.Files)
            yield return KeyValuePair.Create(file.Name, $"SHA-256 {file.Sha256}");
        if (origin.Power is { } power)
            yield return KeyValuePair.Create(power.File.Name, $"SHA-256 {power.File.Sha256}, columns {string.Join(", ", power.Columns)} in {power.Unit}");
    }

    private static IEnumerable<KeyValuePair<string, string>> TaskFacts(ReportModel model)
    {
        yield return KeyValuePair.Create("run.id", model.Result.Id);
        foreach (var task in model.Record.Header.Configurations.GroupBy(c => c.TaskHash, StringComparer.Ordinal))
            yield return KeyValuePair.Create(task.Count() == model.Record.Header.Configurations.Count ? "task.sha256" : $"task.sha256 ({task.First().Name})", task.Key);
        yield return KeyValuePair.Create("analysed-by", model.Result.ToolVersion);
    }
}
