using System.Diagnostics;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>A real browser, where there is one.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Opens a page; skips the test where there is no browser.</summary>
    /// <returns>The document after its scripts ran, and what the console said: errors, and whatever the content security policy refused.</returns>
    public static async Task<(string Dom, string Console)> OpenAsync(string page, params string[] more)
    {
        var browser = Find();
        Assert.SkipWhen(browser is null, "no Chromium in PATH");
        var folder = Directory.CreateTempSubdirectory("joulemark-").FullName;
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(browser!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--enable-logging=stderr",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={Path.Combine(folder, "profile")}", "--dump-dom", .. more, new Uri(file).AbsoluteUri,
        ])
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
            return (dom, string.Join('\n', (await noise).Split('\n').Where(l => l.Contains("CONSOLE", StringComparison.Ordinal))));
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
