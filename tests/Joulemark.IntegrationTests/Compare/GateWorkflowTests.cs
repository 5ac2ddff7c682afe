using System.Xml.Linq;
using Joulemark.IntegrationTests.Harness;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>The sample workflow of GitHub Actions, its commands run as they stand: an unchanged model is let through, a larger one is not.</summary>
public sealed class GateWorkflowTests : IDisposable
{
    private const string Benchmark = """
        name: energy
        server: { kind: reference, model: MODEL }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        load: { concurrency: 2 }
        measure: { idle: 500ms, warm-up: 500ms, window: 1s, repeats: { min: 4, max: 4 }, cool-down: 0s }
        """;

    private const string Policy = """
        isolate: [server.model]
        accept-invalid: true       # a machine that is busy with other tests makes no valid runs; what is asked here is larger than that
        rules: [{ metric: energy_per_request, max-increase: 15% }]
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Workflow_FailsAModelThatBurnsMore_AndNotTheOneThatIsUnchanged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        WriteTool();
        _workspace.Write("policy.yaml", Policy);
        (await _workspace.RunAsync(Benchmark.Replace("MODEL", "small-fp32", StringComparison.Ordinal))).Expect(0, 3);
        Directory.Move(_workspace.Run, _workspace.File("baseline"));

        var unchanged = await StepsAsync("small-fp32");
        Assert.NotEqual("failure", Outcome(unchanged)); // passed, or at worst not to be told on a busy machine

        var failed = await StepsAsync("large-fp32");
        failed.Expect(1).Says("::error title=FAIL%3A energy_per_request (J/request) max-increase 15 %25::");
        Assert.Equal("failure", Outcome(failed));
        Assert.Contains("### Energy gate failed", File.ReadAllText(_workspace.File("summary.md")), StringComparison.Ordinal);
        Assert.StartsWith("### Energy gate failed", File.ReadAllText(_workspace.File("energy.md")), StringComparison.Ordinal);
    }

    private string? Outcome(CliResult result)
    {
        Assert.Contains(result.ExitCode, (int[])[0, 1, 3]);
        var test = XDocument.Load(_workspace.File("energy.xml")).Descendants("testcase").First(t => t.Attribute("name")!.Value.StartsWith("energy_per_request", StringComparison.Ordinal));
        return test.Elements().First().Name.LocalName;
    }

    private void WriteTool()
    {
        Directory.CreateDirectory(_workspace.File("bin"));
        var tool = _workspace.File("bin/joulemark");
        File.WriteAllText(tool, $"#!/bin/sh\nexec {string.Join(' ', CliProcess.Command.Select(w => $"'{w}'"))} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs the workflow's own commands, one shell a step, as GitHub's runner does (bash -e).</summary>
    private async Task<CliResult> StepsAsync(string model)
    {
        _workspace.Write("benchmark.yaml", Benchmark.Replace("MODEL", model, StringComparison.Ordinal));
        if (Directory.Exists(_workspace.Runs))
            Directory.Delete(_workspace.Runs, recursive: true);
        CliResult? last = null;
        foreach (var step in Steps())
        {
            await using var shell = CliProcess.StartCommand(["bash", "-e", "-o", "pipefail", "-c", $"cd '{_workspace.Path}'\n{step}"], new Dictionary<string, string>
            {
                ["PATH"] = $"{_workspace.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["GITHUB_STEP_SUMMARY"] = _workspace.File("summary.md"), ["JOULEMARK_STATE"] = _workspace.File("state"),
            });
            last = await shell.ExitAsync();
            if (step.Contains("joulemark run", StringComparison.Ordinal))
                last.Expect(0, 3); // a busy machine
        }

        return last!;
    }

    private static IEnumerable<string> Steps()
    {
        using var file = File.OpenText(Path.Combine(CliProcess.Repository, "samples/gate/github-actions.yml"));
        var yaml = new YamlStream();
        yaml.Load(file);
        var steps = (YamlSequenceNode)yaml.Documents[0].RootNode["jobs"]["energy"]["steps"];
        return [.. steps.Children.OfType<YamlMappingNode>().Where(s => s.Children.ContainsKey("run")).Select(s => ((YamlScalarNode)s["run"]).Value!)];
    }
}
