using System.Globalization;
using System.Text.Json;
using Joulemark.Diagnostics;

namespace Joulemark.Serving.Launching;

/// <summary>docker or podman, by its command line.</summary>
/// <param name="program">Its program.</param>
/// <param name="version">Its version.</param>
internal sealed class ContainerEngine(string program, string version)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PullLimit = TimeSpan.FromHours(6);

    public string Program => program;

    public string Version => version;

    public bool IsPodman => Path.GetFileName(program) == "podman";

    /// <summary>Finds an engine that works: docker where its daemon answers, else podman.</summary>
    /// <param name="choice"><c>auto</c>, or the one that must be taken.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="JoulemarkException">Exit code 2: there is none.</exception>
    public static async Task<ContainerEngine> FindAsync(string choice, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        foreach (var (name, field) in new[] { ("docker", "{{.Server.Version}}"), ("podman", "{{.Client.Version}}") }.Where(e => choice is "auto" || choice == e.Item1))
        {
            // docker's program without its daemon has no server's version.
            var answer = await LocalCommand.RunAsync([name, "version", "--format", field], Limit, cancellationToken);
            if (answer.Succeeded && answer.Output.Trim() is { Length: > 0 } found && char.IsAsciiDigit(found[0]))
                return new ContainerEngine(name, found);
            tried.Add($"{name}: {answer.Words}");
        }

        throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM3041", DiagnosticSeverity.Error, $"no container engine works here. {string.Join("; ", tried)}",
            "Install podman (apt-get install podman) or Docker (https://docs.docker.com/engine/install), start its daemon (sudo systemctl start docker), or launch a process with server.launch.command."));
    }

    public Task<LocalCommandResult> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        LocalCommand.RunAsync([program, .. words], limit ?? Limit, cancellationToken);

    /// <summary>Looks for an image on this machine.</summary>
    /// <returns>The image; null where it is not here.</returns>
    public async Task<ResolvedImage?> FindImageAsync(ImageReference wanted, string name, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(["image", "inspect", wanted.Digest is null ? name : wanted.Pinned], cancellationToken);
        if (First(answer) is not { } image)
            return null;
        if (wanted.Digest is not null)
            return new ResolvedImage(wanted.Pinned, wanted.Digest, CanBeWritten: true);

        // An image has a digest for each name it was fetched by; docker leaves out the registry of its own hub.
        var digests = ServerFacts.List(image, "RepoDigests").Select(d => d.GetString()).OfType<string>().ToList();
        if ((digests.Find(d => IsOf(d, wanted.Repository)) ?? digests.FirstOrDefault()) is { } found)
            return new ResolvedImage(found, ImageReference.Parse(found).Digest ?? "", CanBeWritten: true);
        var id = ServerFacts.Text(image, "Id") ?? "";
        return new ResolvedImage(id, id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id, CanBeWritten: false);
    }

    /// <summary>Fetches an image.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    public async Task<string?> PullAsync(string name, CancellationToken cancellationToken) =>
        await RunAsync(["pull", "--quiet", name], cancellationToken, PullLimit) is { Succeeded: false } failed ? failed.Words : null;

    /// <summary>Asks how a container is; null where there is none.</summary>
    public async Task<ContainerState?> InspectAsync(string container, CancellationToken cancellationToken)
    {
        if (First(await RunAsync(["container", "inspect", container], cancellationToken)) is not { } found)
            return null;
        var pid = ServerFacts.Find(found, "State", "Pid") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
        return new ContainerState(pid > 0 ? pid : null, ServerFacts.Text(found, "State", "OOMKilled") == "true")
        {
            Id = ServerFacts.Text(found, "Id"),
            StartedAt = DateTimeOffset.TryParse(ServerFacts.Text(found, "State", "StartedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started) ? started : null,
        };
    }

    /// <summary>Where another machine's engine answers; null for this machine's, as far as it says.</summary>
    public async Task<string?> FindElsewhereAsync(CancellationToken cancellationToken)
    {
        var host = Environment.GetEnvironmentVariable(IsPodman ? "CONTAINER_HOST" : "DOCKER_HOST");
        if (string.IsNullOrEmpty(host) && !IsPodman && await RunAsync(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], cancellationToken) is { Succeeded: true } context)
            host = context.Output.Trim();
        return IsElsewhere(host) ? host : null;
    }

    /// <summary>Whether an engine's address is another machine's.</summary>
    public static bool IsElsewhere(string? host) =>
        Uri.TryCreate(host, UriKind.Absolute, out var url) && url.Scheme is "tcp" or "ssh" or "http" or "https" && !url.IsLoopback;

    private static bool IsOf(string digest, string repository) =>
        ImageReference.Parse(digest).Repository is var name && (name == repository || name == $"docker.io/{repository}" || name == $"docker.io/library/{repository}" || name == $"localhost/{repository}");

    private static JsonElement? First(LocalCommandResult answer)
    {
        try
        {
            return answer.Succeeded && JsonElement.Parse(answer.Output) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
