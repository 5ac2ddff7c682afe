using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>What the real command line says of a run whose records are damaged, and what it ranks by.</summary>
public sealed class ValidityMarkTests : IDisposable
{
    private static readonly Dictionary<string, string> Wide = new() { ["COLUMNS"] = "240" };
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task DamagedRun_HasNoValidConfigurationInAnyTable()
    {
        (await _workspace.RunAsync(Workspace.Reference("""
            load: { concurrency: 2 }
            measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 3, max: 3 }, cool-down: 0s }
            vary: { server.model: [small-fp32, small-int8] }
            """))).Expect(0, 3);
        var run = _workspace.Run;
        var ranked = (await CliProcess.RunAsync(["recommend", run, "--minimize", "energy-per-correct"], Wide)).Expect(0, 3).Output;
        Assert.Matches(@"J/request *\| *(m|µ)?J/correct *\|", ranked);

        await File.AppendAllTextAsync(Path.Combine(run, "samples.jsonl"), "{ no line\n{ nor this\n", TestContext.Current.CancellationToken);
        foreach (var command in (string[][])[["report", run], ["report", run, run]])
        {
            var shown = (await CliProcess.RunAsync(command, Wide)).Expect(3).Output;
            var rows = shown.Split('\n').Where(l => l.StartsWith('|') && l.Contains("small-", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            Assert.NotEmpty(rows);
            Assert.Equal(2, rows.Count(r => r.Contains("NO", StringComparer.Ordinal)));
            Assert.DoesNotContain(rows, r => r.Contains("yes", StringComparer.Ordinal));
        }

        Assert.Contains("Take the folder again from where it was measured", (await CliProcess.RunAsync(["recommend", run], Wide)).Expect(3).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();
}
