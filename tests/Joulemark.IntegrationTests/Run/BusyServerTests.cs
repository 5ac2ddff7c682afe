using System.Text;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>A server that others are on while its idle power is measured.</summary>
public sealed class BusyServerTests : IDisposable
{
    private const string Idle = """
        load: { concurrency: 2 }
        measure: { idle: 1s, warm-up: 200ms, window: 1s, repeats: { min: 1, max: 1 }, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_ThatOthersAreOn_IsToldByItsOwnCounters(bool isBusy)
    {
        await using var server = FakeEngineServer.Start(FakeEngine.Vllm);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var others = isBusy ? AskAsync(server.Url, stop.Token) : Task.CompletedTask;
        await _workspace.RunAsync(Workspace.OpenAI(server.Url, Idle, "fake-model"));
        await stop.CancelAsync();
        await others;
        Assert.Equal(isBusy, _workspace.Reasons.Contains("busy-server"));
        var idle = _workspace.Lines("windows.jsonl").Single(w => w.GetProperty("stage").GetString() == "idle-loaded");
        var counts = _workspace.Lines("server.jsonl").Select(c => c.GetProperty("time_ns").GetInt64()).ToList();
        Assert.Contains(counts, t => t <= idle.GetProperty("start_ns").GetInt64());
        Assert.Contains(counts, t => t >= idle.GetProperty("end_ns").GetInt64());
        Assert.DoesNotContain(counts, t => t > idle.GetProperty("start_ns").GetInt64() && t < idle.GetProperty("end_ns").GetInt64()); // asking is work, too
    }

    public void Dispose() => _workspace.Dispose();

    private static async Task AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var body = new StringContent("""{"model":"fake-model","prompt":"x","max_tokens":2}""", Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync(new Uri(url, "/v1/completions"), body, cancellationToken);
                await answer.Content.ReadAsStringAsync(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The run is over.
            }
        }
    }
}
