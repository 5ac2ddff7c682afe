using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>What it was measured on: the machine's facts by group, what was held to a setting, and what the servers said of themselves.</summary>
internal static class EnvironmentSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        <section class="environment-facts"><h2>Environment</h2>
        {model.Record.Machine.KnownFacts.GroupBy(f => f.Group).OrderBy(g => g.Key).Select(g => Folded($"Machine: {g.Key.ToString().ToLowerInvariant()} ({g.Count()})",
            Markup.Of($"<dl class=\"facts\">{g.Select(f => Fact(f.Key, f.Value ?? $"unknown: {f.Unknown}", f.Source))}</dl>")))}
        {Controls(model.Record)}
        {Servers(model.Record)}
        </section>
        """);

    private static Markup Folded(string title, Markup content) => Markup.Of($"<details><summary>{title}</summary>{content}</details>");

    private static Markup Fact(string key, string value, string source = "") => Markup.Of($"<div><dt>{key}</dt><dd title=\"{source}\">{value}</dd></div>");

    private static Markup Controls(RunRecord run)
    {
        var asked = run.Header.Configurations.SelectMany(c => c.Spec).Where(v => v.Key.StartsWith("controls.", StringComparison.Ordinal)).Distinct().ToList();
        var found = run.Events.Where(e => e.Kind is RunEvent.Control or RunEvent.Setting).ToList();
        return Markup.If(asked.Count + found.Count > 0, () => Folded($"Controls ({asked.Count + found.Count})", Markup.Of($"""
            <dl class="facts">{asked.Select(a => Fact(a.Key, a.Value))}</dl>
            <ul>{found.Select(e => Markup.Of($"<li>{(e.Configuration is null ? "" : $"{e.Configuration}: ")}{e.Message}</li>"))}</ul>
            """)));
    }

    // A server is started anew for each round, and says the same of itself: once is enough.
    private static Markup Servers(RunRecord run)
    {
        var told = run.Events.Where(e => e is { Kind: "server", Facts.Count: > 0 })
            .Select(e => (e.Configuration, Facts: e.Facts!.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => Fact(f.Key, f.Value).Text).ToList()))
            .GroupBy(e => (e.Configuration, Text: string.Concat(e.Facts)));
        return new Markup(string.Concat(told.Select(e => Folded(Title(e.Key.Configuration, e.First().Facts.Count, e.Count()), Markup.Of($"<dl class=\"facts\">{new Markup(e.Key.Text)}</dl>")).Text)));
    }

    private static string Title(string? configuration, int facts, int starts) =>
        $"Server{(configuration is null ? "" : $" of {configuration}")} ({facts}{(starts > 1 ? $", the same at {starts} starts" : "")})";
}
