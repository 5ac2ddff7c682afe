using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>What a real run costs, in its page and its other reports, by the real command line.</summary>
public sealed class PricedReportTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task PricesOfARun_AreInItsPage_UntilItIsReportedAtOthers()
    {
        (await _workspace.RunAsync(Workspace.Reference(), "--tariff", "0.25")).Expect(0, 3); // a window of a second on a busy machine may not be valid
        var run = _workspace.Run;
        Assert.Contains("At <span>0.25 a kilowatt-hour, PUE 1</span>", await PageAsync(), StringComparison.Ordinal);

        var shown = (await CliProcess.RunAsync(["report", run, "--tariff", "0.30", "--pue", "1.2", "--grid", "Germany", "--hardware-cost-per-hour", "2.5", "-o", _workspace.File("report.md")])).Expect(0, 3);
        const string asked = "0.3 a kilowatt-hour, PUE 1.2, 2.5 an hour of the hardware, 344.14 gCO2e a kilowatt-hour (Germany (DEU)";
        Assert.Contains($"costs and emissions at {asked}", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d \(no interval\)", Cell(shown.Output, "cost/"));
        Assert.Matches(@"\d \(no interval\)", Cell(shown.Output, "gCO2e/")); // of one window
        Assert.Contains($"At <span>{asked}", await PageAsync(), StringComparison.Ordinal);
        Assert.Contains("Prices: 0.3 a kilowatt-hour", await File.ReadAllTextAsync(_workspace.File("report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var (wide, narrow) = (await TableAsync(300), await TableAsync(60));
        Assert.All(narrow, l => Assert.InRange(l.TrimEnd().Length, 1, 60));
        Assert.All(wide[1].Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries), word => Assert.Contains(narrow, l => l.Contains(word, StringComparison.Ordinal))); // below, not left out
        (await CliProcess.RunAsync(["report", run, "--tariff", "0.30", "--json"])).Expect(2).Says("JM7094", "--json");
        Assert.Equal(run, (await CliProcess.RunAsync(["report", run, "--tariff", "0.30", "--json", "-o", _workspace.File("report.html")])).Expect(0, 3).Json.GetProperty("id").GetString() is { } id ? Path.Combine(_workspace.Runs, id) : null);

        (await CliProcess.RunAsync(["report", run])).Expect(0, 3);
        Assert.Contains("data-unasked>No cost is given", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralRuns_HaveAColumnOfWhatIsPriced_OnTheTerminalAndOnTheirPage()
    {
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3);
        var first = _workspace.Run;
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3);
        var runs = Directory.GetDirectories(_workspace.Runs);
        Assert.Contains(first, runs);
        var page = _workspace.File("many.html");

        var cost = (await CliProcess.RunAsync(["report", .. runs, "--tariff", "0.30", "-o", page])).Expect(0, 3).Output;
        Assert.Matches(@"\d", Cell(cost, "cost/"));
        Assert.DoesNotContain("gCO2e/", cost, StringComparison.Ordinal);
        Assert.Contains("costs at 0.3 a kilowatt-hour, PUE 1\n", cost, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">cost<span class=\"interval\">per 1,000", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var carbon = (await CliProcess.RunAsync(["report", .. runs, "--grid", "DE", "-o", page])).Expect(0, 3).Output;
        Assert.Matches(@"\d", Cell(carbon, "gCO2e/"));
        Assert.DoesNotContain("cost", carbon, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<th scope=\"col\">gCO2e<span class=\"interval\">per 1,000", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"col\">cost<", html, StringComparison.Ordinal);
        Assert.Contains("Prices of emissions: PUE 1, 344.14 gCO2e a kilowatt-hour", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasuredCommand_ShowsOnlyWhatIsPriced()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "sleep", "0.2"])).Expect(0, 3);
        var carbon = (await CliProcess.RunAsync(["report", _workspace.Run, "--grid", "DE"])).Expect(0, 3).Output;
        Assert.Matches(@"\| gCO2e +\| +(\S+ \(no interval\)|–) \| of (one run|1,000,000 runs), at PUE 1, 344\.14 gCO2e", carbon);
        Assert.DoesNotContain("| cost", carbon, StringComparison.Ordinal);
        Assert.Matches(@"\| cost +\| +(\S+ \(no interval\)|–) \|", (await CliProcess.RunAsync(["report", _workspace.Run, "--tariff", "0.3"])).Expect(0, 3).Output);
    }

    [Fact]
    public async Task MeasuredCommand_HasPricesAtOnce_OnTheTerminalAndOnItsPage()
    {
        var shown = (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--tariff", "0.3", "--pue", "1.2", "--grid", "DE", "--hardware-cost-per-hour", "2", "--", "sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo out"])).Expect(0);
        Assert.Equal("out", shown.Output.Trim()); // it is the command's own
        Assert.Matches(@"\| cost +\| +\d\S* \(no interval\) \| of one run, at 0\.3 a kilowatt-hour, PUE 1\.2, 2 an hour of the hardware, 344\.14 gCO2e", shown.Error);
        Assert.Matches(@"\| gCO2e +\| +\d\S* \(no interval\) \|", shown.Error);
        Assert.Contains("At <span>0.3 a kilowatt-hour, PUE 1.2, 2 an hour of the hardware, 344.14 gCO2e", await PageAsync(), StringComparison.Ordinal);

        var result = _workspace.Configuration.GetProperty("metrics");
        var (joules, hours) = (result.GetProperty("energy_to_solution").GetProperty("value").GetDouble(), result.GetProperty("duration").GetProperty("value").GetDouble() / 3600);
        var cost = Regex.Match(shown.Error, @"\| cost +\| +(\S+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        Assert.Equal((joules / 3.6e6 * 1.2 * 0.3) + (hours * 2), double.Parse(cost, CultureInfo.InvariantCulture), (joules / 3.6e6 * 0.36 + hours * 2) * 0.01);
        Assert.Equal("complete", (await CliProcess.RunAsync(["measure", "--json", "--tariff", "0.3", "--idle", "0s", "--runs", _workspace.File("others"), "--", "echo", "out"])).Expect(0).Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("JM7091", "Germany (DEU, DE)", "--grid", "Germny")]
    [InlineData("JM7041", "--tariff", "--hardware-cost-per-hour", "2")]
    [InlineData("JM7042", "--tariff", "--tariff", "-1")]
    [InlineData("JM7042", "--pue", "--tariff", "0.3", "--pue", "0.5")]
    [InlineData("JM7093", "--intensity", "--intensity", "350", "--grid", "DE")]
    public async Task PricesOfACommand_ThatCannotBe_AreRefused_BeforeItRuns(string id, string names, params string[] prices)
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, .. prices, "--", "touch", _workspace.File("ran")])).Expect(2).Says(id, names);
        Assert.False(File.Exists(_workspace.File("ran")));
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    [Fact]
    public async Task MeasuredCommand_AmongRuns_HasATableOfItsOwn_PricedByTheRun()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "sleep", "0.2"])).Expect(0, 3);
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3);
        var output = (await CliProcess.RunAsync(["report", .. Directory.GetDirectories(_workspace.Runs), "--tariff", "0.3"])).Expect(0, 3).Output;
        Assert.Matches(@"\S", Cell(output, "energy of a run"));
        Assert.Matches(@"\S", Cell(output, "cost/run"));
        Assert.Matches(@"\d", Cell(output, "cost/1,000"));
    }

    [Fact]
    public async Task PricesThatCannotBe_AreRefused_BeforeAnythingIsMeasuredOrWritten()
    {
        (await _workspace.RunAsync(Workspace.Reference(), "--grid", "Germny")).Expect(2).Says("JM7091", "Germany (DEU, DE)");
        (await _workspace.RunAsync(Workspace.Reference(), "--hardware-cost-per-hour", "2")).Expect(2).Says("JM7041", "--tariff");
        Assert.False(Directory.Exists(_workspace.Runs));
        var nothing = _workspace.File("nothing");
        (await CliProcess.RunAsync(["report", nothing, "--tariff", "-1"])).Expect(2).Says("JM7042", "--tariff");
        (await CliProcess.RunAsync(["report", nothing, "--tariff", "NaN"])).Expect(2).Says("JM7042");
        (await CliProcess.RunAsync(["report", nothing, "--pue", "0.5"])).Expect(2).Says("JM7042", "--pue");
        (await CliProcess.RunAsync(["report", nothing, "--tariff", "0.3", "-o", _workspace.File("figures.csv")])).Expect(2).Says("JM7094", ".html or .md");
        (await CliProcess.RunAsync(["report", nothing, "--tariff", "0.3", "-o", _workspace.File("figures.json")])).Expect(2).Says("JM7094");
        (await CliProcess.RunAsync(["report", nothing, "--tariff", "0.3"])).Expect(2).Says("JM4003");
    }

    /// <summary>The first cell below a heading.</summary>
    private static string Cell(string output, string heading)
    {
        var lines = output.Split('\n').ToList();
        var at = lines.FindIndex(l => l.StartsWith('|') && l.Contains($" {heading}", StringComparison.Ordinal));
        Assert.True(at >= 0, output);
        return lines[at + 2].Split('|')[lines[at].Split('|').ToList().FindIndex(h => h.Trim().StartsWith(heading, StringComparison.Ordinal))];
    }

    /// <summary>The lines of the run's table on a terminal of so many columns.</summary>
    private async Task<List<string>> TableAsync(int columns) =>
        [.. (await CliProcess.RunAsync(["report", _workspace.Run], new Dictionary<string, string> { ["COLUMNS"] = columns.ToString(CultureInfo.InvariantCulture) })).Expect(0, 3).Output.Split('\n').Where(l => l.StartsWith('|') || l.StartsWith('+'))];

    private async Task<string> PageAsync() =>
        WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "report.html"), TestContext.Current.CancellationToken));
}
