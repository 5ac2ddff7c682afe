using System.Text;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting.Comparisons;
using Joulemark.Tests.Comparison;
using Joulemark.Tests.Comparison.Gating;
using Joulemark.Tests.Reporting.Browser;
using Joulemark.Tests.Reporting.Writers;
using Xunit;

namespace Joulemark.Tests.Reporting.Comparisons;

public sealed class ComparisonWritersTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly RunRecord Base = PowerRun.Make("base", [30, 31, 29.2, 30.4, 29.9], i => i % 4 != 0);

    [Fact]
    public void Markdown_OfTwo_IsWhatItWas() => Golden.Match("compare.md", Write(".md", FamilyComparerTests.Compare(Base, FamilyComparerTests.Drawing("candidate", 0.8))));

    [Fact]
    public void Markdown_OfMany_IsWhatItWas() => Golden.Match("compare-many.md", Write(".md", Many()));

    [Fact]
    public void Csv_OfMany_HasALineForEachFigure_AndOneForWhatIsNotComparable()
    {
        var rows = Rows.Parse(Write(".csv", Many()));
        Assert.All(rows, r => Assert.Equal(rows[0].Count, r.Count));
        string Of(List<string> row, string column) => row[rows[0].IndexOf(column)];
        var apart = Assert.Single(rows, r => Of(r, "comparable") == "false");
        Assert.Equal(("far", ""), (Of(apart, "run"), Of(apart, "ratio")));
        Assert.Contains("cpu.model is test against another", Of(apart, "method"), StringComparison.Ordinal);
        var energy = rows.Single(r => Of(r, "run") == "low" && Of(r, "metric") == "energy_per_request");
        Assert.Equal(("better", "0.975", "J/request", "components", "counter"), (Of(energy, "verdict"), Of(energy, "confidence"), Of(energy, "unit"), Of(energy, "boundary"), Of(energy, "provenance")));
        Assert.Equal(0.8, double.Parse(Of(energy, "ratio"), System.Globalization.CultureInfo.InvariantCulture), 0.01);
    }

    [Fact]
    public void Json_OfTwo_IsTheComparison_AndOfManyHasEachInThatForm()
    {
        using var two = JsonDocument.Parse(ComparisonWriters.Json(FamilyComparerTests.Compare(Base, FamilyComparerTests.Drawing("b", 1))));
        Assert.Equal("b", two.RootElement.GetProperty("b").GetProperty("run").GetString());
        using var many = JsonDocument.Parse(ComparisonWriters.Json(Many()));
        Assert.Equal("base", many.RootElement.GetProperty("baseline").GetProperty("run").GetString());
        Assert.Equal("bonferroni", many.RootElement.GetProperty("adjustment").GetString());
        var names = two.RootElement.EnumerateObject().Select(p => p.Name);
        Assert.All(many.RootElement.GetProperty("comparisons").EnumerateArray(), c => Assert.Equal(names, c.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void HostileNames_AreTextInEveryKind()
    {
        var family = FamilyComparerTests.Compare(Base, Hostile(FamilyComparerTests.Drawing("b", 1)), Hostile(FamilyComparerTests.Drawing("c", 1)).WithMachine(("cpu.model", MarkdownWriterTests.Hostile)));
        MarkdownWriterTests.AssertHarmless(Write(".md", family));
        MarkdownWriterTests.AssertHarmless(Write(".md", FamilyComparerTests.Compare(Base, Hostile(FamilyComparerTests.Drawing("b", 1)))));
        Assert.DoesNotContain("<script", Write(".html", family), StringComparison.OrdinalIgnoreCase);
        Assert.All(Rows.Parse(Write(".csv", family)), r => Assert.Equal(28, r.Count));
    }

    [Fact]
    public void Page_LoadsNothing_AndHasNoScript()
    {
        var page = Write(".html", Many());
        Assert.Contains("default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(script|link|img|iframe|object|embed|base|form)\b", page);
        Assert.DoesNotMatch(@"\b(src|href|action|srcset|style|on[a-z]+)\s*=", page);
        Assert.DoesNotMatch(@"@import|url\(", page);
        Assert.True(page.Length < 200_000);
    }

    [Fact]
    public void Plot_PutsRatiosWhereTheyAre()
    {
        var scale = ForestScale.Of([0.5, 2, null, double.NaN, 0], 0.05);
        Assert.Equal(ForestScale.Width / 2.0, scale.X(1), 1e-9);
        Assert.Equal(scale.X(1) - scale.X(0.5), scale.X(2) - scale.X(1), 1e-9); // half is as far as twice
        Assert.Equal((scale.X(0.5), scale.X(2)), (scale.X(0.001), scale.X(1000))); // what is beyond is at the edge
        Assert.Contains(1.0, scale.Ticks());
        Assert.All(ForestScale.Of([1.0], 0).Ticks(), t => Assert.InRange(t, 0.95, 1.05));
    }

    [Theory]
    [InlineData(false, 1200)]
    [InlineData(true, 390)]
    public async Task Page_InChromium_IsDrawnWithoutAnErrorAndBreaksNoRuleOfAxe(bool dark, int width)
    {
        var family = FamilyComparerTests.Compare(Base, FamilyComparerTests.Drawing("low", 0.8), Hostile(FamilyComparerTests.Drawing("b", 1.3)));
        await using var page = await chromium.OpenAsync(Write(".html", family), dark, width);
        Assert.Empty(page.Problems);
        Assert.Empty(page.Requests);
        Assert.True((bool?)await page.EvaluateAsync("document.querySelectorAll('svg').length > 0 && document.querySelectorAll('svg').length === document.querySelectorAll('svg .one').length"));
        Assert.Equal(0, await page.OverflowAsync());
        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('main').firstElementChild.className === 'summary'"));
        Assert.Matches("better: [^;]*J/request −2[0-9.]+ %|better: .*; J/request −2[0-9.]+ %", (string?)await page.EvaluateAsync("document.querySelector('.summary').textContent"));
        if (width < 640) // each figure beside its name, none of them beyond the edge
            Assert.Equal(0, (int)(await page.EvaluateAsync("[...document.querySelectorAll('.comparison td')].filter(d => d.getBoundingClientRect().right > innerWidth || d.scrollWidth > d.clientWidth + 1).length"))!);
        Assert.Empty(await page.AxeAsync());
    }

    [Fact]
    public async Task Browser_ReportsWhatThePolicyRefuses()
    {
        var changed = Write(".html", Many()).Replace("<style>", "<style> ", StringComparison.Ordinal); // no longer what its hash says
        await using var page = await chromium.OpenAsync(changed);
        Assert.Contains(page.Problems, p => p.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static ComparisonFamily Many() => FamilyComparerTests.Compare(Base, FamilyComparerTests.Drawing("low", 0.8), FamilyComparerTests.Drawing("far", 1).WithMachine(("cpu.model", "another")), PowerRun.Make("two-windows", [30, 31], i => i % 4 != 0));

    private static RunRecord Hostile(RunRecord run) => HtmlReportWriterTests.Renamed(run, MarkdownWriterTests.Hostile);

    private static string Write(string extension, ComparisonFamily family) => Encoding.UTF8.GetString(ComparisonWriters.Write(extension, family));
}
