using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Tests.Comparison.Sweeping;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The pages in a real browser, where there is one.</summary>
public sealed class HtmlReportBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Settled = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

    // Of what the page's own scripts draw, every place that can be seen has a drawing.
    private const string Empty = "[...document.querySelectorAll('[data-chart]')].filter(e => !e.closest('details:not([open])') && !e.querySelector('svg path')).map(e => e.dataset.chart).join()";

    /// <summary>A quickstart-like report, a report of many runs with a history, and one of a run that is not valid.</summary>
    private static string Page(string kind) => kind switch
    {
        "priced" => ReportSamples.Page(HtmlReportWriterTests.Modelled(ReportSamples.TwoModels()), new RecommendationOptions { Tariff = 0.3, Pue = 1.2, Intensity = 360, IntensitySource = "Germany (DEU), figures of 2024, life-cycle; a source of some length", HardwareCostPerHour = 2.5 }),
        "quickstart" => ReportSamples.Page(HtmlReportWriterTests.Modelled(ReportSamples.TwoModels())),
        "many" => HtmlReportWriter.Write([.. ReportSamples.Days(1, 1.01, 0.99, 1, 1.02, 1.3, 1.31, 1.29, 1.3, 1.32), ReportSamples.Day(ReportSamples.Invalid(), 11, 1)]),
        "many-priced" => Encoding.UTF8.GetString(BuiltIns.ReportWriter(".html").Write([.. ReportSamples.Days(1, 1.2, 1.4).Append(ReportSamples.Day(Interrupted(), 11, 1)).Select(r => new ReportedRun(r.Record, r.Result) { Prices = new RecommendationOptions { Tariff = 0.3, Intensity = 360 } })])),
        "hostile" => HtmlReportWriterTests.Write(HtmlReportWriterTests.Renamed(SampleRun.Make(), HtmlReportWriterTests.Hostile)),
        _ => ReportSamples.Page(ReportSamples.Invalid()),
    };

    private static RunRecord Interrupted()
    {
        var run = SampleRun.Make();
        return run with { Header = run.Header with { Status = RunStatus.Interrupted } };
    }

    [Theory]
    [InlineData("quickstart", 8, false, 1200)]
    [InlineData("quickstart", 8, true, 390)]
    [InlineData("priced", 8, false, 390)]
    [InlineData("many", 1, false, 390)]
    [InlineData("many", 1, true, 1200)]
    [InlineData("invalid", 8, true, 1200)]
    [InlineData("hostile", 8, false, 1200)]
    public async Task Page_InChromium_DrawsWithoutAnErrorARequestOrAnOverflow(string kind, int charts, bool dark, int width)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark, width);

        Assert.Equal(charts.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)await page.EvaluateAsync("document.body.dataset.drawn"));
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        await page.EvaluateAsync(Settled);
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        Assert.Equal(0, await page.OverflowAsync());
        Assert.Null(await page.EvaluateAsync("document.body.dataset.error ?? null"));
        Assert.Empty(page.Problems);
        Assert.Empty(page.Requests);
    }

    [Theory]
    [InlineData("quickstart", false)]
    [InlineData("quickstart", true)]
    [InlineData("priced", false)]
    [InlineData("priced", true)]
    [InlineData("many", false)]
    [InlineData("many", true)]
    [InlineData("invalid", false)]
    [InlineData("invalid", true)]
    public async Task Page_ForAScreenReader_BreaksNoRuleOfAxe(string kind, bool dark)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        await page.EvaluateAsync(Settled);
        Assert.Empty(await page.AxeAsync());
    }

    [Fact]
    public async Task Keyboard_OpensARun_WhichIsDrawnThen()
    {
        await using var page = await chromium.OpenAsync(Page("many"));
        Assert.Equal("1", (string?)await page.EvaluateAsync("document.body.dataset.drawn"));

        await page.EvaluateAsync("document.querySelector('#run-0 > summary').focus()");
        await page.PressAsync("Enter", 13, "\r");
        await page.EvaluateAsync(Settled);

        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('#run-0').open"));
        Assert.True((int?)await page.EvaluateAsync("Number(document.body.dataset.drawn)") > 1);
        await page.EvaluateAsync("location.hash = '#run-1'");
        await page.EvaluateAsync(Settled);
        Assert.True((bool?)await page.EvaluateAsync("document.querySelector('#run-1').open"));
    }

    [Fact]
    public async Task Prices_ThatAReaderTypes_GiveCostsAndEmissions_AndWhatTheyRestOn()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        Assert.Equal("", await ShownAsync(page, "cost")); // nobody's price is made up
        Assert.StartsWith("–", await TileAsync(page), StringComparison.Ordinal);
        var energy = await EnergyAsync(page);
        Assert.Matches(@"^energy of 1,000 requests.*: 8\.33 Wh95 %: 8\.\d+ to 8\.\d+ Wh$", energy);

        // 30 J and 90 J a request: 8.33 and 25 Wh a thousand.
        await TypeAsync(page, ("tariff", "0.30"));
        Assert.Equal("cost per 1,000: 0.00250, 0.00750", await ShownAsync(page, "cost"));
        Assert.StartsWith("0.0025095 %: 0.0", await TileAsync(page), StringComparison.Ordinal);
        Assert.Equal(energy, await EnergyAsync(page));
        Assert.Equal("", await ShownAsync(page, "carbon"));
        Assert.Contains("At 0.3 a kilowatt-hour, PUE 1;", await AskedAsync(page), StringComparison.Ordinal);

        await TypeAsync(page, ("tariff", "0.00003"));
        Assert.Equal("cost per 1,000,000: 0.000250, 0.000750", await ShownAsync(page, "cost"));
        Assert.Equal(energy!.Replace("1,000", "1,000,000", StringComparison.Ordinal).Replace("Wh", "kWh", StringComparison.Ordinal), await EnergyAsync(page)); // all tiles are of one base

        // A request of either keeps the hardware for a second.
        await TypeAsync(page, ("tariff", "0.30"), ("pue", "1.2"), ("hour", "3.6"), ("intensity", "360"));
        Assert.Equal("cost per 1,000: 1.00, 1.01", await ShownAsync(page, "cost"));
        Assert.Equal("gCO2e per 1,000: 3.60, 10.8", await ShownAsync(page, "carbon"));
        Assert.Equal("1.00no interval here", await TileAsync(page)); // energies alone do not give it
        Assert.Contains("joulemark report 20260101T000000Z-sample-0000 --tariff 0.3 --pue 1.2 --hardware-cost-per-hour 3.6.", await NoteAsync(page, "hourly"), StringComparison.Ordinal);

        await TypeAsync(page, ("tariff", ""), ("pue", ""), ("hour", ""), ("intensity", ""));
        Assert.Equal("", await ShownAsync(page, "cost") + await ShownAsync(page, "carbon") + await NoteAsync(page, "hourly") + await NoteAsync(page, "asked"));
        Assert.StartsWith("No cost is given", await NoteAsync(page, "unasked"), StringComparison.Ordinal);
        Assert.Empty(page.Problems);
    }

    /// <summary>As the command line refuses them; what is wrong is said at the field, and not that no price was given.</summary>
    [Theory]
    [InlineData("pue", "0.5", "it must be at least 1")]
    [InlineData("tariff", "0", "it must be above 0")]
    [InlineData("tariff", "-1", "it must be above 0")]
    [InlineData("intensity", "-1", "it must be above 0")]
    [InlineData("pue", "101", "it must be at most 100")]
    [InlineData("tariff", "2000000000000", "it must be at most 1000000000000")]
    public async Task Price_ThatIsNone_IsSaidAtItsField_AndNothingIsWorkedOut(string name, string value, string what)
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        await TypeAsync(page, ("tariff", "0.3"), ("intensity", "360"));
        Assert.Equal("", await WrongAsync(page));

        await TypeAsync(page, (name, value));
        Assert.Equal($"{name}: {what}", await WrongAsync(page));
        Assert.Equal("", await ShownAsync(page, "cost") + await ShownAsync(page, "carbon") + await NoteAsync(page, "asked") + await NoteAsync(page, "unasked"));
        Assert.Equal("–a price is wrong", await TileAsync(page));
        Assert.Empty(await page.AxeAsync());

        await TypeAsync(page, (name, "2"));
        Assert.Equal("", await WrongAsync(page));
        Assert.StartsWith("cost per 1,000: 0.0", await ShownAsync(page, "cost"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Price_OfLetters_AndOfHardwareAlone_AreSaidAtTheirFields()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        await TypeAsync(page, ("hour", "2.5"));
        Assert.Equal("hour: it needs the price of a kilowatt-hour beside it", await WrongAsync(page));

        await TypeAsync(page, ("hour", ""));
        await page.EvaluateAsync("document.querySelector('.prices [name=tariff]').focus()");
        await page.PressAsync("e", 69, "e"); // of letters, a browser takes this one, and gives no number
        Assert.Equal("tariff: it must be a number", await WrongAsync(page));
        Assert.Equal("", await NoteAsync(page, "unasked"));
    }

    [Fact]
    public async Task Prices_ThatThePageWasMadeWith_AreTyped_AndWorkedOutTheSame()
    {
        var prices = new RecommendationOptions { Tariff = 0.3, Pue = 1.2, Intensity = 360, IntensitySource = "a table of 2024" };
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.TwoModels(), prices));
        const string cells = "[...document.querySelectorAll('[data-priced]')].map(c => c.textContent).join('; ')";
        var written = (string?)await page.EvaluateAsync(cells);
        Assert.Equal("cost per 1,000: 0.00300, 0.00900", await ShownAsync(page, "cost"));
        Assert.Contains("360 gCO2e a kilowatt-hour (a table of 2024)", await AskedAsync(page), StringComparison.Ordinal);

        await TypeAsync(page); // the script, from the same prices
        Assert.Equal(written, (string?)await page.EvaluateAsync(cells));
        Assert.Contains("360 gCO2e a kilowatt-hour (a table of 2024)", await AskedAsync(page), StringComparison.Ordinal);
        await TypeAsync(page, ("intensity", "100"));
        Assert.DoesNotContain("a table of 2024", await AskedAsync(page), StringComparison.Ordinal); // it is the reader's now
    }

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

    private static async Task TypeAsync(BrowserPage page, params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
            await page.EvaluateAsync($"document.querySelector('.prices [name={name}]').value = '{value}'; true");
        await page.EvaluateAsync("document.querySelector('.prices').dispatchEvent(new Event('input')); true");
    }

    /// <summary>What can be seen of a column of the table: its heading and its figures.</summary>
    private static async Task<string?> ShownAsync(BrowserPage page, string kind) => (string?)await page.EvaluateAsync($$"""
        (() => {
          const heading = document.querySelector('th[data-heading={{kind}}]');
          const cells = [...document.querySelectorAll('td[data-priced={{kind}}]')].filter(c => c.checkVisibility()).map(c => c.firstChild.textContent);
          return heading.checkVisibility() ? `${heading.textContent}: ${cells.join(', ')}` : cells.join();
        })()
        """);

    private static async Task<string> TileAsync(BrowserPage page) => (string)(await page.EvaluateAsync("document.querySelector('dd[data-priced=cost]').textContent"))!;

    private static async Task<string?> EnergyAsync(BrowserPage page) => (string?)await page.EvaluateAsync("(d => `${d.previousElementSibling.textContent}: ${d.textContent}`)(document.querySelector('dd[data-priced=energy]'))");

    /// <summary>What can be seen of a note.</summary>
    private static async Task<string?> NoteAsync(BrowserPage page, string name) => (string?)await page.EvaluateAsync($"(n => n.checkVisibility() ? n.textContent.replace(/\\s+/g, ' ') : '')(document.querySelector('[data-{name}]'))");

    /// <summary>The fields that are marked, with what is said of them.</summary>
    private static async Task<string?> WrongAsync(BrowserPage page) => (string?)await page.EvaluateAsync("""
        [...document.querySelectorAll('.prices input')].filter(i => i.getAttribute('aria-invalid') === 'true')
          .map(i => `${i.name}: ${document.getElementById(i.getAttribute('aria-describedby')).textContent}`).join()
        """);

    private static async Task<string> AskedAsync(BrowserPage page) => (string)(await page.EvaluateAsync("document.querySelector('[data-asked]').textContent"))!;

    [Fact]
    public async Task Print_IsBlackOnWhite_FromADarkScreenToo()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"), dark: true);
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
        await using var page = await chromium.OpenAsync(Page("quickstart"));
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

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Validity_OfManyRuns_IsInSight_HoweverFarTheFiguresAreScrolled(int width)
    {
        await using var page = await chromium.OpenAsync(Page("many-priced"), width: width);
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            [0, 9999].flatMap(left => [...document.querySelectorAll('.scroll:has(.verdict)')].flatMap(box => {
              box.scrollLeft = left;
              const [from, to] = [box.getBoundingClientRect().left, box.getBoundingClientRect().right];
              return [...box.querySelectorAll('.verdict')].map(v => v.getBoundingClientRect()).filter(v => v.left < from || v.right > to || v.width === 0);
            })).map(v => `${v.left} to ${v.right}`).join()
            """));
        Assert.True((int?)await page.EvaluateAsync("document.querySelectorAll('.verdict.no').length") > 0);
    }

    [Fact]
    public async Task LatencyPercentiles_OnAPhone_ShowAFigureWithoutScrolling()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"), width: 390);
        Assert.Equal("", (string?)await page.EvaluateAsync("""
            (() => {
              const box = document.querySelector('[aria-label="Latency percentiles"]');
              const right = box.getBoundingClientRect().right;
              const names = [...box.querySelectorAll('tbody th')].filter(h => h.scrollWidth > h.clientWidth).map(h => h.textContent);
              return [...names, ...[...box.querySelectorAll('tbody tr')].map(r => r.querySelector('td').getBoundingClientRect().right).filter(r => r > right)].join();
            })()
            """));
    }

    [Fact]
    public async Task WhatMayScroll_IsReachedByTheKeyboard()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        Assert.Equal("", (string?)await page.EvaluateAsync("[...document.querySelectorAll('pre, .scroll')].filter(e => e.tabIndex !== 0 || !e.ariaLabel).map(e => e.outerHTML.slice(0, 80)).join()"));
    }

    [Fact]
    public async Task Paper_OfManyRuns_BreaksLongTablesBetweenRows_KeepsIntervalsWhole_AndHasEachRunsHead()
    {
        await using var page = await chromium.OpenAsync(Page("many-priced"));
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

    [Fact]
    public async Task Pointer_OnAFigure_ReadsWhatTheTablesHave()
    {
        await using var page = await chromium.OpenAsync(ReportSamples.Page(ReportSamples.TwoModels()));
        var shown = (JsonArray?)await page.EvaluateAsync("""
            ['speed', 'front', 'energy', 'channels'].map(name => {
              const element = document.querySelector(`[data-chart=${name}]`);
              const chart = report.drawn.get(element);
              const at = chart.getOption().series.findIndex(s => s.type === 'scatter' || s.type === 'bar');
              chart.dispatchAction({ type: 'showTip', seriesIndex: at, dataIndex: 0 });
              return [...element.querySelectorAll('div')].map(d => d.textContent).find(t => t.includes('95 %')) ?? '';
            })
            """);
        var cells = ((JsonArray?)await page.EvaluateAsync("[...document.querySelectorAll('table.figures tbody th')].filter(h => h.textContent === 'small').flatMap(h => [...h.closest('tr').querySelectorAll('td')]).map(c => c.title)"))!.Select(c => c!.GetValue<string>()).ToList();
        Assert.All(shown!, tip =>
        {
            var figures = Regex.Matches(tip!.GetValue<string>(), @"(?<value>[0-9.,]+ [^ (]+) \((?<interval>95 %: [^)]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.NotEmpty(figures);
        });
        foreach (var tip in shown!.Take(3).SelectMany(t => Regex.Matches(t!.GetValue<string>(), @"(?<value>[0-9.,]+ (%|[a-zµJW/]+)) \((?<interval>95 %: [^)]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => (Value: m.Groups["value"].Value, Interval: m.Groups["interval"].Value))))
            Assert.Contains(cells, c => c.Contains($"{tip.Value}, {tip.Interval};", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bands_OfConfigurations_HaveALetterThatTheKeyHas()
    {
        await using var page = await chromium.OpenAsync(Page("quickstart"));
        Assert.Contains("A small", (string?)await page.EvaluateAsync("document.querySelector('.key').textContent"), StringComparison.Ordinal);
        var drawn = ((JsonArray?)await page.EvaluateAsync("[...document.querySelectorAll('[data-chart=power] text')].map(t => t.textContent)"))!.Select(t => t!.GetValue<string>()).ToList();
        Assert.Contains("A1", drawn);
        Assert.Contains("B3", drawn);
    }

    [Fact]
    public async Task Pointer_OnAMark_ReadsWhatHappened()
    {
        await using var page = await chromium.OpenAsync(Page("invalid"));
        var shown = await page.EvaluateAsync("""
            (() => {
              const element = document.querySelector('[data-chart=power]');
              const chart = report.drawn.get(element);
              const at = chart.getOption().series[1].data.findIndex(p => p[0] > 48);
              chart.dispatchAction({ type: 'showTip', seriesIndex: 1, dataIndex: at });
              return element.textContent;
            })()
            """);
        Assert.Contains("others kept 29 % of the CPUs busy: <dotnet>", (string?)shown, StringComparison.Ordinal);
        Assert.Contains("small · window 1", (string?)shown, StringComparison.Ordinal);
        Assert.Contains("disturbances", (string?)await page.EvaluateAsync("document.querySelector('[data-chart=power]').previousElementSibling.textContent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesOfPower_OfTheSumAndEachChannel_AreToldApartByColour()
    {
        await using var page = await chromium.OpenAsync(Page("invalid"));
        Assert.True((bool?)await page.EvaluateAsync("new Set([...Array(7).keys()].map(report.channelColor)).size === 7 && ![...Array(7).keys()].some(i => ['#555555', '#bbbbbb'].includes(report.channelColor(i)))"));
    }

    [Fact]
    public async Task Page_OfADay_IsDrawn()
    {
        await using var page = await chromium.OpenAsync(HugeReportTests.Page.Value);
        Assert.Equal("8", (string?)await page.EvaluateAsync("document.body.dataset.drawn"));
        Assert.Equal("", (string?)await page.EvaluateAsync(Empty));
        Assert.Empty(page.Problems);
        var points = (JsonArray?)await page.EvaluateAsync("report.data.runs[0].power.map(s => s.points.length)");
        Assert.All(points!, p => Assert.InRange(p!.GetValue<int>(), 1000, PowerTimeline.MostPoints));
    }
}
