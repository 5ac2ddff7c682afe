using System.Globalization;
using System.Net;
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
        Assert.Contains("<th scope=\"col\">cost per 1,000", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var carbon = (await CliProcess.RunAsync(["report", .. runs, "--grid", "DE", "-o", page])).Expect(0, 3).Output;
        Assert.Matches(@"\d", Cell(carbon, "gCO2e/"));
        Assert.DoesNotContain("cost", carbon, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<th scope=\"col\">gCO2e per 1,000", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"col\">cost per", html, StringComparison.Ordinal);
        Assert.Contains("Prices of emissions: PUE 1, 344.14 gCO2e a kilowatt-hour", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasuredCommand_ShowsOnlyWhatIsPriced()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "sleep", "0.2"])).Expect(0, 3);
        var carbon = (await CliProcess.RunAsync(["report", _workspace.Run, "--grid", "DE"])).Expect(0, 3).Output;
        Assert.Matches(@"\| gCO2e +\| +(\S+ \(no interval\)|–) \| of one run, at PUE 1, 344\.14 gCO2e", carbon);
        Assert.DoesNotContain("| cost", carbon, StringComparison.Ordinal);
        Assert.Matches(@"\| cost +\| +(\S+ \(no interval\)|–) \|", (await CliProcess.RunAsync(["report", _workspace.Run, "--tariff", "0.3"])).Expect(0, 3).Output);
    }

    [Fact]
    public async Task MeasuredCommand_AmongRuns_HasATableOfItsOwn_PricedByTheRun()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "sleep", "0.2"])).Expect(0, 3);
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3);
        var output = (await CliProcess.RunAsync(["report", .. Directory.GetDirectories(_workspace.Runs), "--tariff", "0.3"])).Expect(0, 3).Output;
        Assert.Contains("| energy of a run |", output, StringComparison.Ordinal);
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
