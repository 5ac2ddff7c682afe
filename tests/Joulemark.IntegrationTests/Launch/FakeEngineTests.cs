using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Launch;

/// <summary>What a container's engine is told, by a script in docker's place.</summary>
public sealed class FakeEngineTests : IDisposable
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly Workspace _workspace = new();

    public FakeEngineTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        Directory.CreateDirectory(_workspace.File("bin"));
        var docker = _workspace.Write("bin/docker", $$"""
            #!/bin/sh
            echo "$@" >> "{{_workspace.Path}}/told"
            case "$1 $2" in
              "version --format") echo 28.0.1;;
              "image inspect") test -f "{{_workspace.Path}}/image" && echo '[{"Id":"{{Digest}}","RepoDigests":["a/b@{{Digest}}"]}]';;
              "pull --quiet") touch "{{_workspace.Path}}/image";;
              "create --name") echo "{{Digest}}";;
              "ps --all") exit 0;;
              *) echo "no such thing: $*" >&2; exit 1;;
            esac
            """);
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Doctor_FetchesNoImage_AndSaysThatTheRunWould()
    {
        var spec = _workspace.Write("spec.yaml", Spec("pull: missing", ""));
        var launch = Launch((await RunAsync("doctor", spec, "--json", "--runs", _workspace.Runs)).Json);
        Assert.Equal("warn", launch.GetProperty("status").GetString());
        Assert.Contains("a/b:1 is not on this machine", launch.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Told, t => t.StartsWith("pull", StringComparison.Ordinal));

        // A run would not fetch this one.
        _workspace.Write("spec.yaml", Spec("pull: never", ""));
        Assert.Equal("fail", Launch((await RunAsync("doctor", spec, "--json", "--runs", _workspace.Runs)).Json).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Memory_OfAContainer_IsBoundByTheControl()
    {
        await File.WriteAllTextAsync(_workspace.File("image"), "", TestContext.Current.CancellationToken);
        var spec = Spec("pull: never", "controls: { cpu.affinity.memory: { value: 0, mode: set } }");

        (await RunAsync(_workspace.RunArguments(spec))).Expect(4); // the container does not start here

        Assert.Contains("--cpuset-mems 0 ", Assert.Single(Told, t => t.StartsWith("create", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private string[] Told => File.ReadAllLines(_workspace.File("told"));

    private static System.Text.Json.JsonElement Launch(System.Text.Json.JsonElement document) =>
        document.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "launch");

    private static string Spec(string launch, string rest) => $$"""
        name: test
        server: { kind: openai, model: m, launch: { image: "a/b:1", engine: docker, {{launch}} } }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        load: { concurrency: 2 }
        measure: { idle: 0s, warm-up: 200ms, window: 1200ms, precision: 50%, repeats: { min: 1, max: 1 }, cool-down: 0s }
        {{rest}}
        """;

    private Task<CliResult> RunAsync(params string[] arguments) => CliProcess.RunAsync(arguments, new Dictionary<string, string>
    {
        ["PATH"] = $"{_workspace.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["JOULEMARK_STATE"] = _workspace.File("state"),
    });
}
