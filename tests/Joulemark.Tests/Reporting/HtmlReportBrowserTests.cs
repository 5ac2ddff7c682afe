using System.Diagnostics;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>The page in a real browser, where there is one.</summary>
public sealed class HtmlReportBrowserTests
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    [Fact]
    public async Task Page_InChromium_DrawsAllChartsWithoutAnError()
    {
        var dom = await Dom(HtmlReportWriterTests.Write(HtmlReportWriterTests.Modelled(SampleRun.Make())));
        Assert.DoesNotContain("data-error", Body(dom), StringComparison.Ordinal);
        Assert.Contains("data-drawn=\"5\"", Body(dom), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithAHostileName_DrawsAllTheSame()
    {
        var run = SampleRun.Make();
        var dom = await Dom(HtmlReportWriterTests.Write(HtmlReportWriterTests.Renamed(run, HtmlReportWriterTests.Hostile)));
        Assert.DoesNotContain("data-error", Body(dom), StringComparison.Ordinal);
        Assert.Contains("data-drawn=\"5\"", Body(dom), StringComparison.Ordinal);
    }

    internal static string Body(string dom)
    {
        var start = dom.IndexOf("<body", StringComparison.Ordinal);
        return dom[start..dom.IndexOf('>', start)];
    }

    internal static async Task<string> Dom(string page)
    {
        var browser = Find();
        Assert.SkipWhen(browser is null, "no Chromium in PATH");
        var folder = Directory.CreateTempSubdirectory("joulemark-").FullName;
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(browser!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(folder, "profile")}", "--dump-dom", new Uri(file).AbsoluteUri,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var noise = process.StandardError.ReadToEndAsync(patience.Token);
            var dom = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(dom.Contains("<body", StringComparison.Ordinal), $"Chromium gave no page: {await noise}");
            return dom;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // The browser's helpers may write into their profile a moment longer; the system clears its temporary folder.
            }
        }
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
