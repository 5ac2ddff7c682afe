using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>What the user got wrong: exit code 2 before a joule is spent, with the place and the remedy.</summary>
public sealed class BadUsageTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task SpecFile_ThatIsNotThere_IsNamed()
    {
        var result = await CliProcess.RunAsync(["run", _workspace.File("missing.yaml"), "--runs", _workspace.Runs]);

        result.Expect(2).Says("JM1001", _workspace.File("missing.yaml"), "samples/quickstart.yaml");
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    [Fact]
    public async Task Spec_WithThreeMistakes_ReportsAllThreeWithPlaceAndNearestName()
    {
        var result = await _workspace.RunAsync("""
            name: t
            server: { kind: referense }
            workload: { kind: arithmetic }
            measure:
              windw: 10s
              idle: 10
            """);

        result.Expect(2).Says(
            "spec.yaml:2:17: error JM1006", "did you mean 'reference'",
            "spec.yaml:5:3: error JM1003", "did you mean 'window'",
            "spec.yaml:6:9: error JM1004", "unit");
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    [Fact]
    public async Task ReferenceModel_Unknown_ListsThoseThereAre()
    {
        var result = await _workspace.RunAsync(Workspace.Reference(), "--set", "server.model=smal-fp32");

        result.Expect(2).Says("JM1006", "'smal-fp32'", "did you mean 'small-fp32'", "large-int8");
    }

    [Theory]
    [InlineData("measure.windw=1s", "JM1003", "measure.windw", "did you mean 'measure.window'")]
    [InlineData("measure.window=ten", "JM1004", "measure.window", "'ten'")]
    [InlineData("measure.window", "JM1004", "measure.window", "key=value")]
    public async Task Setting_Wrong_IsSaid(string setting, params string[] says)
    {
        var result = await _workspace.RunAsync(Workspace.Reference(), "--set", setting);

        result.Expect(2).Says(says);
    }

    [Fact]
    public async Task RunsFolder_UnderAFile_CannotBeWritten()
    {
        var file = _workspace.Write("file", "not a folder");

        var result = await CliProcess.RunAsync(["run", _workspace.Write("spec.yaml", Workspace.Reference()), "--runs", Path.Combine(file, "runs")]);

        result.Expect(2).Says("JM4001", Path.Combine(file, "runs"), "--runs");
    }

    [Theory]
    [InlineData("", "has no prompts")]
    [InlineData("{\"prompt\": \"one\"}\n{\"prompt\": \"two\"\n[3]\n{\"other\": 4}\n", "prompts.jsonl:2:17: error JM1008", "prompts.jsonl:3:1: error JM1008", "prompts.jsonl:4:1: error JM1008")]
    public async Task PromptsFile_EmptyOrMalformed_IsSaidWithItsLines(string content, params string[] says)
    {
        _workspace.Write("prompts.jsonl", content);

        var result = await _workspace.RunAsync(Workspace.Reference().Replace("kind: arithmetic", "kind: prompts, path: prompts.jsonl", StringComparison.Ordinal));

        result.Expect(2).Says(says);
    }

    [Fact]
    public async Task Boundary_ThatNothingHereMeasures_SaysWhatCouldBeMeasured()
    {
        var empty = Directory.CreateDirectory(_workspace.File("empty")).FullName;
        var environment = new Dictionary<string, string>
        {
            ["JOULEMARK_SYSFS"] = empty,
            ["JOULEMARK_PROCFS"] = empty,
            ["JOULEMARK_NVML"] = Path.Combine(empty, "libnvidia-ml.so.1"),
        };

        var result = await CliProcess.RunAsync(_workspace.RunArguments(Workspace.Reference(), "--set", "boundary=node"), environment);

        result.Expect(2).Says("JM2001", "boundary 'node'", "It can measure: ", "joulemark meters");
    }

    [Theory]
    [InlineData("rum")]
    [InlineData("run")]
    [InlineData("run", "spec.yaml", "--jsn")]
    public async Task CommandLine_Wrong_PointsToHelp(params string[] arguments)
    {
        var result = await CliProcess.RunAsync(arguments);

        result.Expect(2).Says("error: ", "--help");
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Report_OfAFolderThatIsNoRun_IsSaid()
    {
        var result = await CliProcess.RunAsync(["report", _workspace.Path]);

        result.Expect(2).Says("JM4003", _workspace.Path);
    }

    public void Dispose() => _workspace.Dispose();
}
