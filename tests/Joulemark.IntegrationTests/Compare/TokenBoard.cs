using System.Globalization;
using System.Text.Json;
using Joulemark.Testing.Devices;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>
/// A board under the reference models, whose counter moves by the work that is done: so much for each token that the running
/// server's own counters say it has read or written, and more for a larger model's. A request costs what its tokens cost,
/// however fast or busy the machine is that the test runs on.
/// </summary>
internal sealed class TokenBoard : IAsyncDisposable
{
    /// <summary>Parts of a token's energy: what every model draws, and for each parameter. The large model's tokens are dearer by 30 %.</summary>
    private const double JoulesPerToken = 1, JoulesPerParameter = 0.0793e-6;

    private const double IdleWatts = 10;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly FakeNvml _nvml = new();
    private readonly string _runs;
    private readonly int _board;
    private readonly Task _drawing;

    /// <param name="runs">The folder of the runs, whose events say where the server is.</param>
    public TokenBoard(string runs)
    {
        _runs = runs;
        _board = _nvml.AddBoard();
        _nvml.SetBoard(_board, "processes", ""); // nobody else's
        _nvml.SetWaveform(_board, (0, IdleWatts), (10, IdleWatts));
        _drawing = Task.Run(DrawAsync);
    }

    /// <summary>The library to give as the machine's own.</summary>
    public string LibraryPath => _nvml.LibraryPath;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drawing;
        _stop.Dispose();
        _http.Dispose();
        _nvml.Dispose();
    }

    private async Task DrawAsync()
    {
        var (server, ofServer, before) = (default(Server), 0.0, 5000.0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (Find() is { } found && found != server)
                    (server, before, ofServer) = (found, before + ofServer, 0);
                if (server is not null)
                {
                    var drawn = await TokensAsync(server.Url) * (JoulesPerToken + (JoulesPerParameter * server.Parameters));
                    if (drawn > ofServer)
                        _nvml.SetBoard(_board, "energy_mj", ((long)((before + (ofServer = drawn)) * 1e3)).ToString(CultureInfo.InvariantCulture));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server has ended, or its run's folder is gone.
            }

            await Task.Delay(Period, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<double> TokensAsync(string server)
    {
        var page = await _http.GetStringAsync(new Uri(new Uri(server), "metrics"), _stop.Token);
        return page.Split('\n')
            .Where(l => l.StartsWith("joulemark_reference_prompt_tokens_total{", StringComparison.Ordinal) || l.StartsWith("joulemark_reference_generation_tokens_total{", StringComparison.Ordinal))
            .Sum(l => double.Parse(l[l.LastIndexOf(' ')..], CultureInfo.InvariantCulture));
    }

    /// <summary>The server of the last run, by the run's own word; null as long as none says it.</summary>
    private Server? Find()
    {
        if (!Directory.Exists(_runs) || Directory.GetDirectories(_runs).Max(StringComparer.Ordinal) is not { } run || !File.Exists(Path.Combine(run, "events.jsonl")))
            return null;
        using var file = new StreamReader(new FileStream(Path.Combine(run, "events.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        var line = text[..(text.LastIndexOf('\n') + 1)].Split('\n').LastOrDefault(l => l.Contains("\"kind\":\"server\"", StringComparison.Ordinal));
        if (line is null)
            return null;
        var said = JsonElement.Parse(line);
        var url = said.GetProperty("message").GetString()!.Split(' ').First(w => w.StartsWith("http://", StringComparison.Ordinal));
        return new Server(url, double.Parse(said.GetProperty("facts").GetProperty("server.model.parameters").GetString()!, CultureInfo.InvariantCulture));
    }

    private sealed record Server(string Url, double Parameters);
}
