using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>
/// The sample workflows of CI systems, their commands run as they stand, each from the baseline to the verdict: an unchanged model
/// is let through, one that burns 30 % more is not.
/// </summary>
public sealed partial class GateWorkflowTests : IAsyncDisposable
{
    // A window is a round of the task: what its requests cost does not go by which of them were in it.
    private const string Benchmark = """
        name: energy
        boundary: gpu
        server: { kind: reference, model: MODEL }
        workload: { kind: arithmetic, requests: 15, output-tokens: { max: 16 } }
        load: { kind: rate, rate: 10, arrival: constant }
        measure: { idle: 300ms, warm-up: 300ms, window: 1500ms, repeats: { min: 3, max: 3 }, precision: 5%, cool-down: 0s }
        """;

    private const string Policy = """
        isolate: [server.model]
        accuracy: false            # 15 answers tell nothing
        accept-invalid: true       # latencies on a machine that is busy with other tests are no server's; joules are those of the board's tokens
        rules: [{ metric: energy_per_request, max-increase: 15% }]
        """;

    // A baseline of a busy machine's runs, for the same reason; the samples' users do without. Where runs were recorded, measuring
    // is to take the next of them, as one that is not valid; where it left a window without joules, it is done again.
    private const string Tool = """
        #!/bin/sh
        [ "$1 $2" != "baseline set" ] || set -- "$@" --accept-invalid
        if [ "$1" = run ] && [ -n "$RECORDED" ]; then
          mkdir -p runs
          for run in "$RECORDED"/*/; do [ -e "runs/$(basename "$run")" ] || { cp -r "$run" runs/; exit 3; }; done
        fi
        for attempt in 1 2 3 4 5 6; do
          COMMAND "$@"
          code=$?
          [ "$1" = run ] && last=$(ls -d runs/*/ | tail -n 1) && grep -q '"gross_j": null' "$last/result.json" || exit $code
          rm -r "$last"
        done
        exit $code

        """;

    private readonly Workspace _workspace = new();
    private TokenBoard? _board;

    /// <summary>Measured anew in GitHub's workflow; the others are given the same runs, and judge them by their own steps and baselines.</summary>
    [Fact]
    public async Task Workflows_PassTheUnchangedModel_AndFailOneThatBurns30PercentMore()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        _board = new TokenBoard(_workspace.Runs);
        WriteTool();
        _workspace.Write("policy.yaml", Policy);
        CiSample[] samples = [CiSample.Of("GitHub"), CiSample.Of("GitLab"), CiSample.Of("Jenkins")];
        foreach (var sample in samples)
            (await RunAsync(sample, sample.OnPush, "small-fp32")).Expect(0);

        Forget();
        foreach (var sample in samples)
        {
            var unchanged = await RunAsync(sample, sample.OnChange, "small-fp32");
            unchanged.Expect(0);
            Assert.Equal("system-out", Judged(sample).Name.LocalName);
            Assert.InRange(Change(sample), -10, 10);
            CheckReports(sample, unchanged, failed: false);
        }

        Forget();
        foreach (var sample in samples)
        {
            var dearer = await RunAsync(sample, sample.OnChange, "large-fp32");
            dearer.Expect(1);
            Assert.Equal("failure", Judged(sample).Name.LocalName);
            Assert.InRange(Change(sample), 20, 40);
            CheckReports(sample, dearer, failed: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_board is not null)
            await _board.DisposeAsync();
        _workspace.Dispose();
    }

    /// <summary>What the JUnit XML says of the rule.</summary>
    private XElement Judged(CiSample sample)
    {
        var suite = XDocument.Load(_workspace.File(sample.JUnit)).Root!.Element("testsuite")!;
        var test = Assert.Single(suite.Elements("testcase"), t => t.Element("skipped") is null); // what was accepted of a busy machine's runs is skipped
        Assert.Equal("energy_per_request (J/request) max-increase 15 %", test.Attribute("name")!.Value);
        return Assert.Single(test.Elements());
    }

    /// <summary>The increase that the rule was judged by, in percent.</summary>
    private double Change(CiSample sample)
    {
        var said = Judged(sample);
        var evidence = Evidence().Match(said.Attribute("message")?.Value ?? said.Value);
        Assert.True(evidence.Success, said.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(evidence.Value);
        return double.Parse(evidence.Groups["change"].Value.Replace('−', '-').Replace('±', '+'), CultureInfo.InvariantCulture);
    }

    /// <summary>What the system shows beside: annotations and a summary; a code quality report, whose issues are at a file that there is.</summary>
    private void CheckReports(CiSample sample, CliResult result, bool failed)
    {
        if (sample.Environment.ContainsKey("GITHUB_BASE_REF"))
        {
            var (word, title) = failed ? ("error", "FAIL") : ("notice", "pass");
            result.Says($"::{word} title={title}%3A energy_per_request (J/request) max-increase 15 %25::");
            var headline = failed ? "### Energy gate failed" : "### Energy gate passed";
            Assert.StartsWith(headline, File.ReadAllText(_workspace.File("energy.md")), StringComparison.Ordinal);
            Assert.Contains(headline, File.ReadAllText(_workspace.File("summary.md")), StringComparison.Ordinal);
        }

        if (sample.CodeQuality is { } file)
        {
            var issues = JsonElement.Parse(File.ReadAllText(_workspace.File(file))).EnumerateArray().Where(i => i.GetProperty("severity").GetString() != "info").ToList(); // that is what was accepted
            Assert.Equal(failed ? 1 : 0, issues.Count);
            foreach (var issue in issues)
            {
                Assert.All(["description", "check_name", "fingerprint"], key => Assert.NotEmpty(issue.GetProperty(key).GetString()!));
                Assert.Equal("major", issue.GetProperty("severity").GetString());
                Assert.Equal("policy.yaml", issue.GetProperty("location").GetProperty("path").GetString());
                Assert.Equal(1, issue.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32());
            }
        }
    }

    private void WriteTool()
    {
        Directory.CreateDirectory(_workspace.File("bin"));
        var tool = _workspace.Write("bin/joulemark", Tool.Replace("COMMAND", string.Join(' ', CliProcess.Command.Select(w => $"'{w}'")), StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Recorded => _workspace.File("recorded");

    private void Forget() => Directory.Delete(Recorded, recursive: true);

    /// <summary>Runs a pipeline's steps on a model, in a fresh checkout, until one fails; three runs are left of it, and recorded.</summary>
    private async Task<CliResult> RunAsync(CiSample sample, IReadOnlyList<string> steps, string model)
    {
        _workspace.Write("benchmark.yaml", Benchmark.Replace("MODEL", model, StringComparison.Ordinal));
        foreach (var left in (string[])[sample.JUnit, sample.CodeQuality ?? sample.JUnit, "energy.md"])
            File.Delete(_workspace.File(left));
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_workspace.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["BASELINES"] = _workspace.File($"baselines of {sample.Name}"), ["GITHUB_STEP_SUMMARY"] = _workspace.File("summary.md"),
            ["JOULEMARK_NVML"] = _board!.LibraryPath, ["JOULEMARK_STATE"] = _workspace.File("state"), ["RECORDED"] = Directory.Exists(Recorded) ? Recorded : "",
        };
        var last = await sample.RunAsync(steps, _workspace.Path, environment);
        Assert.True(Directory.Exists(_workspace.Runs) && Directory.GetDirectories(_workspace.Runs).Length == 3, last.ToString());
        if (Directory.Exists(Recorded))
            Directory.Delete(_workspace.Runs, recursive: true);
        else
            Directory.Move(_workspace.Runs, Recorded);
        return last;
    }

    [GeneratedRegex(@"^energy_per_request (?<change>[+−±][0-9.]+) % \([^)]+\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Evidence();
}
