using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>Several real runs on one page, by the real command line.</summary>
public sealed class ManyRunsTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task TwoRuns_MakeOnePage_AndAShortTable()
    {
        var spec = Workspace.Reference("""
            load: { concurrency: 2 }
            objectives: { ttft-p95: 10s }
            measure: { idle: 200ms, warm-up: 200ms, window: 500ms, repeats: { min: 3, max: 3 }, cool-down: 0s }
            """);
        (await _workspace.RunAsync(spec)).Expect(0, 3);
        (await _workspace.RunAsync(spec)).Expect(0, 3);
        var runs = Directory.GetDirectories(_workspace.Runs);
        Assert.Equal(2, runs.Length);
        var alone = (await CliProcess.RunAsync(["report", runs[0]])).Expect(0, 3).Output;
        var before = runs.Select(r => File.GetLastWriteTimeUtc(Path.Combine(r, "result.json"))).ToList();

        var page = _workspace.File("all.html");
        var result = await CliProcess.RunAsync(["report", .. runs, runs[0], "-o", page]);

        result.Expect(0, 3); // half a second on a busy machine may not be valid
        Assert.Contains("Not ranked", result.Output, StringComparison.Ordinal);
        Assert.Matches("energy per (output token|request) over time · .*; 2 runs\\. Fewer than 8 of them are valid|no series: ", result.Output);
        foreach (var output in (string[])[result.Output, alone])
        {
            Assert.Matches("TTFT p95|client-saturated", output); // the latency that is asked for; of a client that was too busy it is withheld
            Assert.DoesNotContain("p99", output, StringComparison.Ordinal);
        }

        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<h1>2 runs</h1>", html, StringComparison.Ordinal);
        Assert.All(runs, r => Assert.Contains(Path.GetFileName(r), html, StringComparison.Ordinal));
        Assert.Equal(before, runs.Select(r => File.GetLastWriteTimeUtc(Path.Combine(r, "result.json")))); // the runs are only read
    }

    [Fact]
    public async Task WhatManyRunsCannotBe_IsSaid()
    {
        var (a, b) = (_workspace.File("a"), _workspace.File("b"));
        (await CliProcess.RunAsync(["report", a, b, "-o", _workspace.File("x.pdf")])).Expect(2).Says("JM4005", ".html");
        (await CliProcess.RunAsync(["report", a, b, "-o", _workspace.File("x.html")])).Expect(2).Says("JM4003");
        (await CliProcess.RunAsync(["report", a, b, "--disclosure", "-o", _workspace.File("x.html")])).Expect(2).Says("JM7094", "one run");
        Assert.False(File.Exists(_workspace.File("x.html")));
        (await CliProcess.RunAsync(["report"])).Expect(2);
    }

    public void Dispose() => _workspace.Dispose();
}
