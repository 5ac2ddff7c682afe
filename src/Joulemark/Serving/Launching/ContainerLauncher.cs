using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Planning;

namespace Joulemark.Serving.Launching;

/// <summary>
/// Starts a server in a container by docker's or podman's command line. The program that is attached to the container runs under
/// a supervisor, which removes the container when Joulemark is gone.
/// </summary>
internal sealed class ContainerLauncher(ServerSpec spec, LaunchSpec launch, ServerEnvironment environment) : IServerLauncher
{
    /// <summary>The diagnostic of an image that is not on this machine.</summary>
    public const string ImageAbsent = "JM3042";

    private const int DefaultPort = 8000;
    private readonly string _image = launch.Image ?? throw new InvalidOperationException("The planner lets no launch pass without a command or an image.");

    /// <summary>Nodes that the control cpu.affinity.memory asks for; null for none.</summary>
    private string? MemoryNodes => environment.Placement.MemoryNodes is { Count: > 0 } nodes ? CpuList.Format(nodes) : null;

    private int Inside => launch.Port ?? (launch.HostNetwork ? spec.Url?.Port : null) ?? DefaultPort;

    private int Host => launch.HostNetwork ? Inside : spec.Url?.Port ?? Inside;

    public async Task CheckAsync(CancellationToken cancellationToken) => await ResolveAsync(cancellationToken);

    public async Task<IStartedServer> StartAsync(CancellationToken cancellationToken)
    {
        var (engine, image) = await ResolveAsync(cancellationToken);
        var servers = new StartedServers(environment.Paths, environment.Clock.TimeProvider);
        var run = environment.LogDirectory is { } folder ? Path.GetFileName(Path.GetFullPath(folder)) : "none";
        var entry = servers.New($"the container of {_image}", environment.LogDirectory);
        entry = entry with { Engine = engine.Program, Container = $"joulemark-{entry.Id}" };
        servers.Write(entry);
        ServerProcess? process = null;
        try
        {
            var create = await engine.RunAsync(
                ContainerArguments.Create(launch with { MemoryNodes = launch.MemoryNodes ?? MemoryNodes }, engine, image.Run, entry.Container, run, (Host, Inside), LaunchPlace.Fill(launch.Arguments, spec, Inside)), cancellationToken);
            if (!create.Succeeded)
                throw new JoulemarkException(ExitCode.SystemUnderTestFailed, new Diagnostic("JM3046", DiagnosticSeverity.Error, $"{engine.Program} does not make a container of {_image}: {create.Words}", "Correct server.launch by what it says."));
            var log = LaunchPlace.Log(spec, environment, "container");
            IReadOnlyList<string> words = [engine.Program, "start", "--attach", entry.Container];
            var afterwards = WordList.Format([engine.Program, "rm", "-f", "-v", entry.Container]);
            var start = new ProcessStartInfo(environment.Joulemark[0], [.. environment.Joulemark.Skip(1), "supervise", "--afterwards", afterwards, "--", .. words]);
            process = ServerProcess.Start(entry.Name, start, Supervisor.Announcement, log, 2 * Supervisor.StopPatience);
            await process.WaitForAnnouncementAsync(spec.StartTimeout, cancellationToken);
            return new LaunchedContainer(process, log, servers, entry, engine, LaunchPlace.Url(spec, Host), environment.Paths)
            {
                Facts = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["server.image"] = _image,
                    ["server.image-digest"] = image.Digest,
                    ["server.container-engine"] = $"{engine.Program} {engine.Version}",
                },
            };
        }
        catch
        {
            if (process is not null)
                await process.DisposeAsync();
            await servers.RemoveAsync(entry, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Finds what is needed, and refuses what is missing, taken or not pinned.</summary>
    private async Task<(ContainerEngine Engine, ResolvedImage Image)> ResolveAsync(CancellationToken cancellationToken)
    {
        var engine = await ContainerEngine.FindAsync(launch.Engine, cancellationToken);
        if (await engine.FindElsewhereAsync(cancellationToken) is { } host)
        {
            throw Refused("JM3051", $"{engine.Program} starts containers on another machine ({SecretPatterns.Redact(host)}), whose joules this one does not see",
                $"Run Joulemark on that machine, or unset {(engine.IsPodman ? "CONTAINER_HOST" : "DOCKER_HOST, or docker context use default")}.");
        }

        var wanted = ImageReference.Parse(_image);
        var image = await engine.FindImageAsync(wanted, _image, cancellationToken);
        if (image is null && launch.Pull)
        {
            if (await engine.PullAsync(_image, cancellationToken) is { } problem)
                throw Refused(ImageAbsent, $"the image {_image} cannot be fetched: {problem}", $"Try it by hand: {engine.Program} pull {_image}");
            image = await engine.FindImageAsync(wanted, _image, cancellationToken);
        }

        if (image is null && wanted.IsLatest)
        {
            throw Refused("JM3043", $"the image {_image} is not pinned: {(wanted.Tag is null ? "without a tag it is latest, which" : "latest")} means another image from day to day (and it is not on this machine)",
                $"Name a version, {wanted.Repository}:VERSION, and fetch it: {engine.Program} pull {wanted.Repository}:VERSION");
        }

        if (image is null)
            throw Refused(ImageAbsent, $"the image {_image} is not on this machine", $"{engine.Program} pull {_image}, or server.launch.pull: missing.");
        if (wanted.IsLatest)
        {
            throw Refused("JM3043", $"the image {_image} is not pinned: {(wanted.Tag is null ? "without a tag it is latest, which" : "latest")} means another image from day to day",
                image.CanBeWritten ? $"server.launch.image: {image.Run}" : string.Create(CultureInfo.InvariantCulture, $"It was built here and has no registry's digest: give it a tag, e.g. {engine.Program} tag {_image} {wanted.Repository}:1, and name that."));
        }

        ServerPort.Require(environment.Paths, Host);
        return (engine, image);
    }

    private static JoulemarkException Refused(string id, string message, string remedy) => new(ExitCode.BadUsage, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
