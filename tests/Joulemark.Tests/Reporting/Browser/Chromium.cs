using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Joulemark.Tests.Reporting.Browser;

/// <summary>A real browser without a window, driven over its own protocol on loopback. One for all tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private Process? _process;

    /// <summary>Null where there is no browser.</summary>
    private string? Endpoint { get; set; }

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } browser)
            return;
        var profile = Path.Combine(_folder, "profile");
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--remote-debugging-address=127.0.0.1", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // The file is there once the browser listens.
        var (port, clock) = (Path.Combine(profile, "DevToolsActivePort"), Stopwatch.StartNew());
        string[] lines = [];
        while (lines.Length < 2)
        {
            Assert.False(_process.HasExited, "Chromium ended before it listened");
            Assert.True(clock.Elapsed < Patience, "Chromium does not listen");
            await Task.Delay(50);
            lines = File.Exists(port) ? await File.ReadAllLinesAsync(port) : [];
        }

        Endpoint = $"http://127.0.0.1:{lines[0]}";
    }

    /// <summary>Opens a page from a file, and waits until it is loaded.</summary>
    internal async Task<BrowserPage> OpenAsync(string html, bool dark = false, int width = 1200)
    {
        Assert.SkipWhen(Endpoint is null, "no Chromium in PATH");
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, html);
        using var made = await _http.PutAsync(new Uri($"{Endpoint}/json/new?about:blank"), content: null);
        var target = await made.Content.ReadFromJsonAsync<JsonElement>();
        var page = await BrowserPage.ConnectAsync(new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!));
        await page.OpenAsync(new Uri(file), dark, width);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The browser's helpers may write into their profile a moment longer; the system clears its temporary folder.
        }
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
