using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>
/// Podman, where it can be used: containers with the host's network, by runc, on a base image that is made here of Debian's
/// packages, since no registry can be counted on. Images stay for the next run of the tests.
/// </summary>
internal static class Podman
{
    /// <summary>A small Debian: what .NET needs, and busybox.</summary>
    public const string BaseImage = "localhost/joulemark-test-base:1";

    /// <summary>The harness image of this source tree.</summary>
    public const string HarnessImage = "localhost/joulemark-test:1";

    // A bare machine has neither systemd nor crun, and may not raise limits.
    private const string Configuration = """
        [engine]
        runtime = "runc"
        cgroup_manager = "cgroupfs"
        events_logger = "file"
        [containers]
        netns = "host"
        default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
        """;

    private static readonly TemporaryDirectory Files = new();
    private static readonly Lazy<Task<string?>> Refusal = new(FindRefusalAsync);
    private static readonly Lazy<Task> Harness = new(BuildHarnessAsync);

    /// <summary>The environment under which any program's <c>podman</c> works on a bare machine.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["CONTAINERS_CONF"] = WriteConfiguration() };

    /// <summary>Skips the test where containers cannot be run, with the reason; else the base image is there afterwards.</summary>
    public static async Task RequireAsync()
    {
        if (await Refusal.Value is { } refusal)
            Assert.Skip(refusal);
    }

    /// <summary>As <see cref="RequireAsync"/>, and the harness image is built from this source tree.</summary>
    public static async Task RequireHarnessAsync()
    {
        await RequireAsync();
        await Harness.Value;
    }

    /// <summary>Runs a podman command to its end.</summary>
    public static Task<CliResult> RunAsync(params string[] arguments) => CommandAsync(["podman", .. arguments]);

    private static async Task<CliResult> CommandAsync(IReadOnlyList<string> command)
    {
        await using var process = CliProcess.StartCommand(command, Environment);
        return await process.ExitAsync();
    }

    /// <summary>Why containers cannot be run here; null where they can.</summary>
    private static async Task<string?> FindRefusalAsync()
    {
        string[] missing = [.. new[] { "podman", "runc", "dpkg-deb", "apt-get" }.Where(p => !IsInstalled(p))];
        if (missing.Length > 0)
            return $"{string.Join(", ", missing)} not installed: apt-get install podman runc";
        if (!System.Environment.IsPrivilegedProcess)
            return "these containers need root";
        if ((await RunAsync("image", "exists", BaseImage)).ExitCode != 0)
        {
            var made = await CommandAsync([Path.Combine(CliProcess.Repository, "eng/container/base.sh"), BaseImage, "podman"]);
            if (made.ExitCode != 0)
                return $"a base image cannot be made of Debian's packages: {made.Error}";
        }

        var trial = await RunAsync("run", "--rm", BaseImage, "true");
        return trial.ExitCode == 0 ? null : $"podman cannot run a container here: {trial.Error}";
    }

    private static async Task BuildHarnessAsync()
    {
        // The one of an earlier source tree goes, or each run of the tests would leave one more behind.
        await RunAsync("image", "rm", HarnessImage);
        var built = await CommandAsync([Path.Combine(CliProcess.Repository, "eng/container/build.sh"), "--engine", "podman", "--base", BaseImage, "--tag", HarnessImage]);
        built.Expect(0);
    }

    private static bool IsInstalled(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Any(p => File.Exists(Path.Combine(p, program)));

    private static string WriteConfiguration()
    {
        var path = Path.Combine(Files.Path, "containers.conf");
        File.WriteAllText(path, Configuration);
        return path;
    }
}
