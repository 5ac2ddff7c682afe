using System.Globalization;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting.Comparisons;

/// <summary>
/// A forest plot, a line of which stands in each row of a table: the table says it all in words, so that the drawing is hidden
/// from screen readers. Lewis and Clarke 2001, doi:10.1136/bmj.322.7300.1479.
/// </summary>
internal static class ForestPlot
{
    private const int Height = 22;

    /// <summary>The axis, for the table's head.</summary>
    public static Markup Axis(ForestScale scale, double margin) => Drawing(scale, margin, Markup.Of($"""
        {scale.Ticks().Select(t => Markup.Of($"<text x=\"{Pixels(scale.X(t))}\" y=\"14\" text-anchor=\"middle\">{t.ToString("0.###", CultureInfo.InvariantCulture)}</text>"))}
        """));

    /// <summary>A ratio with its interval; without one a ring in place of a bar.</summary>
    public static Markup Line(ForestScale scale, double margin, Estimate? ratio, RatioVerdict? verdict)
    {
        if (ratio?.Value is not { } value)
            return Markup.None;
        var kind = ComparisonText.Word(verdict);
        return Drawing(scale, margin, ratio is { Lower: { } lower, Upper: { } upper }
            ? Markup.Of($"""
                <line class="interval-bar {kind}" x1="{Pixels(scale.X(lower))}" x2="{Pixels(scale.X(upper))}" y1="11" y2="11"></line>
                <rect class="estimate {kind}" x="{Pixels(scale.X(value) - 4)}" y="7" width="8" height="8"></rect>
                """)
            : Markup.Of($"<circle class=\"estimate open {kind}\" cx=\"{Pixels(scale.X(value))}\" cy=\"11\" r=\"4\"></circle>"));
    }

    private static Markup Drawing(ForestScale scale, double margin, Markup content)
    {
        var (left, right) = (scale.X(1 / (1 + margin)), scale.X(1 + margin));
        return Markup.Of($"""
            <svg class="forest" width="{ForestScale.Width}" height="{Height}" viewBox="0 0 {ForestScale.Width} {Height}" aria-hidden="true" focusable="false">
            <rect class="margin" x="{Pixels(left)}" y="0" width="{Pixels(right - left)}" height="{Height}"></rect>
            <line class="one" x1="{Pixels(scale.X(1))}" x2="{Pixels(scale.X(1))}" y1="0" y2="{Height}"></line>
            {content}</svg>
            """);
    }

    private static string Pixels(double x) => x.ToString("0.##", CultureInfo.InvariantCulture);
}
