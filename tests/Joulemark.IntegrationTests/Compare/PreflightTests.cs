using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>Servers that run already are held against each other before a joule is spent.</summary>
public sealed class PreflightTests : IAsyncDisposable
{
    private readonly Workspace _workspace = new();
    private readonly FakeEngineServer _one = FakeEngineServer.Start(FakeEngine.Ollama);
    private readonly FakeEngineServer _other = FakeEngineServer.Start(FakeEngine.Ollama);

    [Fact]
    public async Task ServersOfOtherVersions_AreRefused_BeforeTheIdleBaseline()
    {
        _other.OllamaVersion = "0.13.0";
        (await _workspace.RunAsync(Spec())).Expect(3).Says("JM7010", "server.version: 0.12.6 against 0.13.0", "only server.url may vary", "allow: [server.version]");
        Assert.Empty(_workspace.Lines("windows.jsonl"));
    }

    [Fact]
    public async Task ServersOfOtherVersions_AreMeasured_WhereThatIsAllowed_AndItIsSaid()
    {
        _other.OllamaVersion = "0.13.0";
        var run = (await _workspace.RunAsync(Spec("allow: [server.version]"), "--json")).Expect(0, 3);
        var allowed = Assert.Single(run.Json.GetProperty("allowed").EnumerateArray());
        Assert.Equal("server.version", allowed.GetProperty("key").GetString());
        Assert.Contains(_workspace.Json("result.json").GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("id").GetString() == "JM7006");
        Assert.Equal("server.version", Assert.Single(_workspace.Json("run.json").GetProperty("allow").EnumerateArray()).GetString());
        Assert.Contains("JM7006", await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatCannotBeReached_IsSaid_BeforeTheIdleBaseline()
    {
        (await _workspace.RunAsync(Spec(other: FakeOpenAIServer.NobodyListens()))).Expect(4);
        Assert.Empty(_workspace.Lines("windows.jsonl"));
    }

    [Fact]
    public async Task ServerThatIsAnother_WhenItsTurnComes_EndsTheRun()
    {
        await using var run = _workspace.Start(Spec());
        await run.ErrorLineAsync("window 1"); // of the first: both were looked at before
        _other.OllamaVersion = "0.13.0";
        (await run.ExitAsync()).Expect(3).Says("JM7011", "server.version was 0.12.6 and is 0.13.0");
        Assert.Single(_workspace.Lines("windows.jsonl"), w => w.GetProperty("stage").GetString() == "window");
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    private string Spec(string more = "", Uri? other = null) => $$"""
        name: test
        server: { kind: ollama, model: fake-model }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 1, max: 1 }, cool-down: 0s }
        {{more}}
        vary: { server.url: ["{{_one.Url}}", "{{other ?? _other.Url}}"] }
        """;
}
