using System.Text.RegularExpressions;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed partial class ExplanationMarkupTests
{
    [Fact]
    public void Codes_OnAPage_LeadToTheirExplanationsOnIt()
    {
        var page = ReportSamples.Page(ReportSamples.Invalid());
        var links = Links().Matches(page).Select(m => m.Groups["anchor"].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.Contains("why-interrupted", links);
        Assert.Contains("why-jm6053", links);
        Assert.All(links, l => Assert.Single(Regex.Matches(page, $"id=\"{l}\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))));
        Assert.Contains("joulemark run SPEC --resume RUN</code>; the windows that were finished stand.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_OfACell_IsEncoded() =>
        Assert.Equal("see meters &lt;x&gt; or <code>a&lt;b</code>", ExplanationMarkup.Render("see [meters](meters.md) <x> or `a<b`").Text);

    [GeneratedRegex("href=\"#(?<anchor>why-[^\"]+)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Links();
}
