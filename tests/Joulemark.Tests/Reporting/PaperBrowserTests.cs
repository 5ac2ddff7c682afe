using Joulemark.Comparison.Recommending;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The pages on paper, as a real browser lays them out.</summary>
public sealed class PaperBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Paper_HasTheCost_OrHowToGetIt_AndNoInputs(bool isPriced)
    {
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.TwoModels(), isPriced ? new RecommendationOptions { Tariff = 0.3, Intensity = 360 } : null));
        await page.LayOutForPaperAsync();
        var seen = (string?)await page.EvaluateAsync("document.querySelector('.answer').innerText");
        Assert.Equal(isPriced, seen!.Contains("0.00250", StringComparison.Ordinal));
        Assert.Equal(isPriced, seen.Contains("At 0.3 a kilowatt-hour, PUE 1, 360 gCO2e a kilowatt-hour", StringComparison.Ordinal));
        Assert.Equal(!isPriced, seen.Contains("joulemark report 20260101T000000Z-sample-0000 --tariff 0.30", StringComparison.Ordinal));
        Assert.DoesNotContain("Your prices", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("type yours", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_IsBlackOnWhite_FromADarkScreenToo()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"), dark: true);
        var pdf = await page.PrintAsync();
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Assert.InRange(pdf.Length, 20_000, 5_000_000);
        Assert.Empty(page.Problems);
        Assert.True((bool?)await page.EvaluateAsync("""
            [...document.styleSheets[0].cssRules].some(r => r.conditionText === 'print' && [...r.cssRules].some(s => s.selectorText === ':root' && s.style.getPropertyValue('--page') === '#ffffff'))
            """));
    }

    [Fact]
    public async Task Paper_HoldsEveryChart_AndTheEnvironmentThatAScreenFolds()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("quickstart"));
        await page.LayOutForPaperAsync();

        Assert.Equal("", (string?)await page.EvaluateAsync("""
            [...document.querySelectorAll('[data-chart]')].filter(e => !e.closest('details:not([open])') && e.querySelector('svg').getBoundingClientRect().right > e.closest('figure').getBoundingClientRect().right)
              .map(e => e.dataset.chart).join()
            """));
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            [...document.querySelectorAll('[data-chart] svg')].map(e => e.getBoundingClientRect()).filter(r => r.width > 0 && (r.width < 600 || r.height < 150)).map(r => `${r.width} × ${r.height}`).join()
            """)); // as wide as the page, which on the screen held two of them
        Assert.True((bool?)await page.EvaluateAsync("[...document.querySelectorAll('td .interval')].every(e => parseFloat(getComputedStyle(e).fontSize) < parseFloat(getComputedStyle(e.closest('td')).fontSize))"));
        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('.answer details li').checkVisibility({ contentVisibilityAuto: true })"));
        Assert.Equal("", (string?)await page.EvaluateAsync("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 718 && !e.closest('details:not([open])')).map(e => `${e.tagName}.${e.className}`).join()"));
        Assert.True((bool?)await page.EvaluateAsync("[...document.querySelectorAll('.environment-facts dd, .repeat pre')].every(e => e.checkVisibility({ contentVisibilityAuto: true }) && e.offsetHeight > 0)"));
    }

    [Fact]
    public async Task Paper_OfManyRuns_BreaksLongTablesBetweenRows_KeepsIntervalsWhole_AndHasEachRunsHead()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.PageOf("many-priced"));
        await page.LayOutForPaperAsync();
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            (() => {
              const table = document.querySelector('table.figures');
              const wrong = [];
              if (getComputedStyle(table).breakInside !== 'auto' || getComputedStyle(table.querySelector('tbody tr')).breakInside !== 'avoid')
                wrong.push('a table is kept on one page');
              wrong.push(...[...table.querySelectorAll('td .interval')].filter(e => e.getClientRects()[0].height > 1.9 * parseFloat(getComputedStyle(e).fontSize)).map(e => e.textContent));
              const run = document.querySelector('.run:not([open])');
              if (!run.querySelector('.head .badge').checkVisibility({ contentVisibilityAuto: true }) || run.querySelector('.head').offsetHeight === 0)
                wrong.push('a run is folded');
              if (run.querySelector('.figures').checkVisibility())
                wrong.push('a run that nobody opened is printed whole');
              run.open = true;
              if (!run.querySelector('.figures').checkVisibility() || run.querySelector('.on-paper').checkVisibility())
                wrong.push('a run that is open is not printed whole');
              return [...wrong, ...[...document.querySelectorAll('body > :not(script) *')].filter(e => e.getBoundingClientRect().right > 718 && !e.closest('details')).map(e => `${e.tagName}.${e.className}`)].join();
            })()
            """));
        Assert.Equal("%PDF"u8.ToArray(), (await page.PrintAsync())[..4]);
    }

    /// <summary>Ten columns are as many as a sheet of A4 holds, which is narrower than one of Letter: the others go on below.</summary>
    [Theory]
    [InlineData("many")]
    [InlineData("sweep")]
    [InlineData("answer")]
    public async Task Paper_OfWideTables_HoldsEveryColumn_WithWholeFigures(string kind)
    {
        (string, string)[] objectives = [("objectives.ttft-p90", "150ms"), ("objectives.e2e-p90", "2s"), ("objectives.tpot-p95", "50ms"), ("objectives.e2e-p50", "2s"), ("objectives.ttft-p95", "200ms")];
        var prices = new RecommendationOptions { Tariff = 0.3, Intensity = 360 };
        var run = SampleRun.With(ReportSamples.TwoModels(), objectives);
        await using var page = await chromium.OpenAsync(kind switch
        {
            "many" => HtmlReportWriter.Write([ReportSamples.Day(run, 0, 1), ReportSamples.Day(run, 1, 1.2)], prices: prices),
            "sweep" => ReportSamples.Page(SweepRun.Make("run-1", [.. new[] { 1, 2, 4, 8, 16 }.Select(n => MadePoint.Of(n, 50 + n, 20 * n))], SweepRun.Over("load.concurrency"), objectives), prices),
            _ => ReportSamples.Page(run, prices),
        });
        await page.LayOutForPaperAsync();
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            (() => {
              const seen = [...document.querySelectorAll('table.figures')].filter(t => t.checkVisibility({ contentVisibilityAuto: true }));
              const wrong = seen.filter(t => t.querySelectorAll('thead th').length > 10).map(t => `${t.caption?.textContent}: too many columns`);
              for (const table of seen.filter(t => t.getBoundingClientRect().right > 718.5))
                wrong.push(`${table.caption?.textContent}: ${table.getBoundingClientRect().right} of 718`);
              for (const cell of seen.flatMap(t => [...t.querySelectorAll('td:not(.words, .name)')]).filter(c => c.checkVisibility())) // no figure and no interval on two lines
                for (const node of [cell, ...cell.querySelectorAll('.interval')].map(e => e.firstChild).filter(n => n?.nodeType === 3)) {
                  const range = document.createRange();
                  range.selectNodeContents(node);
                  if (range.getClientRects().length > 1)
                    wrong.push(node.textContent);
                }
              const parts = seen.filter(t => t.caption?.textContent.includes('continued'));
              if (parts.length === 0 || parts.some(t => t.querySelector('tbody th').textContent !== seen[seen.indexOf(t) - 1].querySelector('tbody th').textContent))
                wrong.push('no table goes on below, or one without the names of its rows');
              return wrong.join('; ');
            })()
            """));
    }
}
