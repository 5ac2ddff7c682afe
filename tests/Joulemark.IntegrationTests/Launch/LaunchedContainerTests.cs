using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Serving.Launching;
using Xunit;

namespace Joulemark.IntegrationTests.Launch;

/// <summary>
/// Servers that a run starts in real containers: the reference server, with the host's runtime mounted into a bare image.
/// Skipped where podman cannot be used.
/// </summary>
public sealed class LaunchedContainerTests : IAsyncLifetime
{
    private const string Image = Podman.BaseImage;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Workspace _workspace = new();
    private readonly Dictionary<string, string> _environment = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        await Podman.RequireAsync();
        _environment["JOULEMARK_STATE"] = _workspace.File("state");
        foreach (var (name, value) in Podman.Environment)
            _environment[name] = value;
    }

    [Fact]
    public async Task Launch_OfAContainer_IsMeasuredAndGoneAfterwards()
    {
        await _workspace.MeasureAsync(() => CliProcess.RunAsync(_workspace.RunArguments(Spec(Workspace.Short), "--set", "server.probe=sh -c 'echo debian: $(cat /etc/debian_version)'"), _environment));

        var server = _workspace.Lines("events.jsonl").First(e => e.GetProperty("kind").GetString() == "server");
        var facts = server.GetProperty("facts");
        Assert.Equal(Image, facts.GetProperty("server.image").GetString());
        Assert.Matches("^sha256:[0-9a-f]{64}$", facts.GetProperty("server.image-digest").GetString());
        Assert.StartsWith("podman ", facts.GetProperty("server.container-engine").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("12.", facts.GetProperty("server.debian").GetString(), StringComparison.Ordinal);
        Assert.True(_workspace.Metric("energy_per_output_token") > 0);
        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        await IsGoneAsync();
    }

    [Fact]
    public async Task Run_KilledInMidWindow_LeavesNoContainer()
    {
        await using var run = CliProcess.Start(_workspace.RunArguments(Spec(Workspace.Endless)), _environment);
        await run.ErrorLineAsync("window 1 of");
        Assert.Contains(Name, await ContainersAsync(), StringComparison.Ordinal);

        Signals.Send(run.Id, Signals.Kill);

        await Eventually.IsGoneAsync(_workspace.ServerProcess);
        await Eventually.IsTrueAsync(async () => !(await ContainersAsync()).Contains(Name, StringComparison.Ordinal), $"container {Name} is removed");
    }

    [Fact]
    public async Task Container_ThatDiesInMidWindow_IsSaidWithItsLastLinesAndRemoved()
    {
        await using var run = CliProcess.Start(_workspace.RunArguments(Spec(Workspace.Endless)), _environment);
        await run.ErrorLineAsync("window 1 of");

        Signals.Send(_workspace.ServerProcess, Signals.Kill);

        (await run.ExitAsync()).Expect(4).Says("JM3009", $"the container of {Image}", "code 137", "listening on");
        await IsGoneAsync();
    }

    [Theory]
    [InlineData("JM3042", "localhost/no-such-image:1", "pull localhost/no-such-image:1")]
    [InlineData("JM3043", "localhost/no-such-image", "no-such-image:VERSION")] // is latest, and not there
    public async Task Image_ThatCannotBeTaken_IsSaidBeforeAnythingIsMeasured(string id, string image, string says)
    {
        var result = (await CliProcess.RunAsync(_workspace.RunArguments(Spec(Workspace.Short), "--set", $"server.launch.image={image}"), _environment)).Expect(2).Says(id, says);
        Assert.DoesNotContain("idle", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_ThatIsLatest_IsRefusedWithTheDigestToWrite()
    {
        var name = $"localhost/joulemark-test-{Guid.NewGuid():N}";
        Assert.True((await PodmanAsync("tag", Image, name + ":latest")).Succeeded);
        try
        {
            (await CliProcess.RunAsync(_workspace.RunArguments(Spec(Workspace.Short), "--set", $"server.launch.image={name}"), _environment))
                .Expect(2).Says("JM3043", $"server.launch.image: {name}@sha256:");
        }
        finally
        {
            await PodmanAsync("untag", Image, name + ":latest");
        }
    }

    public ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The container that the state names.</summary>
    private string Name => JsonElement.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(_workspace.File("state/servers"))))).GetProperty("container").GetString()!;

    private async Task IsGoneAsync()
    {
        Assert.Empty(Directory.GetFiles(_workspace.File("state/servers")));
        Assert.DoesNotContain(Path.GetFileName(_workspace.Run), await ContainersAsync(), StringComparison.Ordinal);
    }

    /// <summary>Names of all containers, and the runs that ours serve.</summary>
    private static async Task<string> ContainersAsync() => (await PodmanAsync("ps", "--all", "--format", "{{.Names}} {{.Labels}}")).Output;

    private static Task<LocalCommandResult> PodmanAsync(params string[] words) => LocalCommand.RunAsync(["podman", .. words], Limit, TestContext.Current.CancellationToken);

    private static string Spec(string rest)
    {
        var library = CliProcess.Command[^1];
        var runtime = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return $$"""
            name: test
            server:
              kind: auto
              model: small-fp32
              launch:
                engine: podman
                image: {{Image}}
                arguments: [/dotnet/dotnet, /tool/{{Path.GetFileName(library)}}, reference, --port, "{port}", --model, "{model}"]
                environment: [DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1]
                volumes: ["{{runtime}}:/dotnet:ro", "{{Path.GetDirectoryName(library)}}:/tool:ro"]
                network: host
                port: {{ServerPort.Free()}}
            workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
            {{rest}}
            """;
    }
}
