using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Query;

/// <summary>Each command of docs/query.md answers, over two runs, and none mixes them.</summary>
public sealed class DocumentedQueriesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task EveryExample_Answers_AndNoneMixesRuns()
    {
        var runs = Path.Combine(_directory.Path, "runs");
        for (var i = 0; i < 2; i++)
            (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", runs, "--", "sleep", "0.2"])).Expect(0);

        var examples = (await File.ReadAllLinesAsync(Path.Combine(CliProcess.Repository, "docs/query.md"), TestContext.Current.CancellationToken))
            .Where(l => l.StartsWith("joulemark query", StringComparison.Ordinal)).Select(l => l.Split(" [--")[0]).ToList();
        Assert.InRange(examples.Count, 4, 20);
        foreach (var example in examples)
        {
            Assert.True(!example.Contains("avg(", StringComparison.Ordinal) && !example.Contains("sum(", StringComparison.Ordinal) && !example.Contains("corr(", StringComparison.Ordinal)
                || example.Contains("GROUP BY run, configuration", StringComparison.Ordinal), $"mixes runs: {example}");
            var shell = $"joulemark() {{ {string.Join(' ', CliProcess.Command.Select(w => $"'{w}'"))} \"$@\"; }}; cd '{_directory.Path}' && {example}";
            await using var process = CliProcess.StartCommand(["sh", "-c", shell]);
            var answer = (await process.ExitAsync()).Expect(0);
            if (example.Contains("watts", StringComparison.Ordinal))
                Assert.All(Directory.GetDirectories(runs).Select(Path.GetFileName), run => Assert.Contains(run!, answer.Output, StringComparison.Ordinal));
        }
    }
}
