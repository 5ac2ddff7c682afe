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
        Assert.Contains($"At <span>{asked}", await PageAsync(), StringComparison.Ordinal);
        Assert.Contains("Prices: 0.3 a kilowatt-hour", await File.ReadAllTextAsync(_workspace.File("report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (await CliProcess.RunAsync(["report", run, run + "/", "-o", _workspace.File("many.html"), "--tariff", "0.30"])).Expect(0, 3);
        (await CliProcess.RunAsync(["report", run])).Expect(0, 3);
        Assert.Contains("data-unasked>No cost is given", await PageAsync(), StringComparison.Ordinal);
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

    private async Task<string> PageAsync() =>
        WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "report.html"), TestContext.Current.CancellationToken));
}
