using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>A server whose requests go on together, batch by batch, and windows that are shorter than a batch.</summary>
public sealed class RoundTests : IDisposable
{
    // 300 ms to the first token and 350 ms to the last. A window that closed after its 200 ms would hold writing alone.
    private const string Measured = """
        load: { concurrency: 4 }
        measure: { idle: 0s, warm-up: 200ms, window: 200ms, repeats: { min: 3, max: 3 }, precision: 10%, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Window_ClosesWhereARoundDoes_SoThatReadingAndWritingAreInItAsInARequest()
    {
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { FirstTokenDelay = TimeSpan.FromMilliseconds(300), TokenDelay = TimeSpan.FromMilliseconds(50) });
        await _workspace.RunAsync(Workspace.OpenAI(server.Url, Measured));
        Assert.DoesNotContain("part-rounds", _workspace.Reasons);
        var windows = _workspace.Lines("windows.jsonl").Where(w => w.GetProperty("stage").GetString() == "window").ToList();
        Assert.Equal(3, windows.Count);
        Assert.All(windows, w => Assert.InRange((w.GetProperty("end_ns").GetInt64() - w.GetProperty("start_ns").GetInt64()) / 1e9, 0.6, double.MaxValue));
    }
}
