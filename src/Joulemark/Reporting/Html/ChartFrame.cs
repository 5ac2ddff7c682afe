namespace Joulemark.Reporting.Html;

/// <summary>A chart's place with its title, its text alternative and a note; a chart without data is a sentence that says why.</summary>
internal static class ChartFrame
{
    /// <param name="run">Number of the run that it draws.</param>
    /// <param name="chart">Which chart, as the scripts call it.</param>
    /// <param name="title">Its title.</param>
    /// <param name="alternative">What it shows and where the figures are, for whoever cannot see it.</param>
    /// <param name="note">What to know when reading it.</param>
    /// <param name="problem">Why it is left out; null where it is drawn.</param>
    public static Markup Of(int run, string chart, string title, string alternative, string note, string? problem = null) => problem is null
        ? Markup.Of($"""
            <figure><figcaption><h3>{title}</h3></figcaption>
            <div class="chart" data-chart="{chart}" data-run="{run}" role="img" aria-label="{title}. {alternative}"></div>
            <p class="note">{note}</p></figure>
            """)
        : Markup.Of($"""
            <div class="no-chart"><h3>{title}</h3><p>This chart is left out: {problem}.</p></div>
            """);
}
