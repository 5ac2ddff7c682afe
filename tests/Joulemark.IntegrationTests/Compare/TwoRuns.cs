using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>Two real runs of the same spec, measured once for the tests of a class.</summary>
public sealed class TwoRuns : IAsyncLifetime
{
    private const string Quick = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 500ms, repeats: { min: 3, max: 3 }, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();

    internal string First { get; private set; } = "";

    internal string Second { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        First = await RunAsync("first");
        Second = await RunAsync("second");
    }

    public ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> RunAsync(string runs)
    {
        (await CliProcess.RunAsync(["run", _workspace.Write("spec.yaml", Workspace.Reference(Quick)), "--runs", _workspace.File(runs)])).Expect(0, 3);
        return Directory.GetDirectories(_workspace.File(runs)).Single();
    }
}
