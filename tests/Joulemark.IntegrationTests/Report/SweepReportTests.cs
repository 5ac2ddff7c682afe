using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>What the command line says of a sweep: its points as a table, its answer, and both in the files.</summary>
public sealed class SweepReportTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Load_ThatVaries_IsReportedAsASweepByRunAndByReport()
    {
        await using var server = FakeOpenAIServer.Start(new FakeBehavior { FirstTokenDelay = TimeSpan.FromMilliseconds(20), TokenDelay = TimeSpan.FromMilliseconds(2) });
        const string spec = """
            objectives: { ttft-p50: 10s }
            measure: { idle: 200ms, warm-up: 200ms, window: 500ms, repeats: { min: 1, max: 1 }, cool-down: 0s }
            vary:
              load.concurrency: [1, 2, 4]
            """;

        var run = await _workspace.RunAsync(Workspace.OpenAI(server.Url, spec));
        run.Expect(0, 3); // a busy machine may disturb it
        var report = await CliProcess.RunAsync(["report", _workspace.Run]);

        foreach (var text in (string[])[run.Output, report.Output])
        {
            Assert.Matches(@"\| concurrency \| tokens/s ", text);
            Assert.Matches(@"\|\s+4 \|", text);
            Assert.Matches(@"no knee: \d valid points?; a knee needs 5", text);
            Assert.Matches("The best operating point is|No point", text);
        }

        await Shown.StaysWholeAsync(["report", _workspace.Run, "--tariff", "0.3"], Shown.IsOfATable);
        var sweep = (await CliProcess.RunAsync(["report", _workspace.Run, "--json"])).Json.GetProperty("sweep");
        Assert.Equal("load.concurrency", sweep.GetProperty("axis").GetString());
        Assert.Equal([1, 2, 4], sweep.GetProperty("series")[0].GetProperty("points").EnumerateArray().Select(p => p.GetProperty("value").GetDouble()));
        Assert.Contains("<h2>Sweep</h2>", await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();
}
