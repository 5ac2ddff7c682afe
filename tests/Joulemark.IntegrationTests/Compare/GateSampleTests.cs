using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>The sample workflows where runs are not made, or not valid: their steps as they stand, with a tool that only says so.</summary>
public sealed class GateSampleTests : IDisposable
{
    // Every run exits with 3; the second of them leaves a folder only where it is told to. What comes after the runs leaves a mark.
    private const string Tool = """
        #!/bin/sh
        [ "$1" = run ] || { touch went-on; exit 0; }
        case "$*" in *--wait*) ;; *) echo "does not wait for another's run" >&2; exit 9 ;; esac
        echo >> starts
        [ "$(wc -l < starts)" -eq 2 ] && [ -n "$REFUSED" ] || mkdir -p "runs/$(wc -l < starts)"
        exit 3

        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("GitHub")]
    [InlineData("GitLab")]
    [InlineData("Jenkins")]
    public async Task Workflow_WithoutOneOfItsRuns_Fails_AndGoesOnWithThree(string system)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        Directory.CreateDirectory(_workspace.File("bin"));
        var tool = _workspace.Write("bin/joulemark", Tool);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var sample = CiSample.Of(system);
        foreach (var steps in (IReadOnlyList<string>[])[sample.OnPush, sample.OnChange])
        {
            (await RunAsync(sample, steps, refused: "yes")).Expect(1).Says("not three runs");
            Assert.False(File.Exists(_workspace.File("went-on")));
            (await RunAsync(sample, steps, refused: "")).Expect(0);
            Assert.True(File.Exists(_workspace.File("went-on")));
            File.Delete(_workspace.File("went-on"));
        }
    }

    /// <summary>Runs a pipeline's steps in a fresh checkout, until one fails.</summary>
    private async Task<CliResult> RunAsync(CiSample sample, IReadOnlyList<string> steps, string refused)
    {
        File.Delete(_workspace.File("starts"));
        if (Directory.Exists(_workspace.Runs))
            Directory.Delete(_workspace.Runs, recursive: true);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_workspace.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["BASELINES"] = _workspace.File("baselines"), ["REFUSED"] = refused,
        };
        return await sample.RunAsync(steps, _workspace.Path, environment);
    }
}
