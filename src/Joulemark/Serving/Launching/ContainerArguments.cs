using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Serving.Launching;

/// <summary>Words of docker's and podman's <c>create</c> for a spec.</summary>
internal static class ContainerArguments
{
    /// <summary>Label that every container of ours bears, with the run it serves.</summary>
    public const string Label = "io.joulemark.run";

    /// <param name="launch">How it is started.</param>
    /// <param name="engine">Who starts it.</param>
    /// <param name="image">The image, pinned.</param>
    /// <param name="name">The container's name.</param>
    /// <param name="run">The run it serves.</param>
    /// <param name="ports">Port of the host, and of the server inside.</param>
    /// <param name="words">Words after the image, filled in.</param>
    public static IReadOnlyList<string> Create(LaunchSpec launch, ContainerEngine engine, string image, string name, string run, (int Host, int Inside) ports, IReadOnlyList<string> words) =>
    [
        "create", "--name", name, "--label", $"{Label}={run}",
        .. launch.HostNetwork ? (string[])["--network", "host"] : ["--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports.Host}:{ports.Inside}")],
        .. launch.Environment.SelectMany(e => (string[])["--env", e]), // a name alone takes the value from the engine's own environment, which is ours
        .. launch.Volumes.SelectMany(v => (string[])["--volume", v]),
        .. Gpus(launch.Gpus, engine.IsPodman),
        .. Option("--cpuset-cpus", launch.Cpus),
        .. Option("--cpuset-mems", launch.MemoryNodes),
        .. Option("--memory", Bytes(launch.Memory)),
        .. Option("--shm-size", Bytes(launch.SharedMemory)),
        .. Option("--workdir", launch.WorkingDirectory),
        .. launch.Options,
        image,
        .. words,
    ];

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private static string? Bytes(long? bytes) => bytes is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count}b") : null;

    /// <summary>docker takes a list as one quoted field of a CSV line; podman names each by the container device interface.</summary>
    private static IEnumerable<string> Gpus(string? gpus, bool isPodman) => gpus switch
    {
        null => [],
        _ when isPodman => gpus.Split(',').SelectMany(g => (string[])["--device", $"nvidia.com/gpu={g}"]),
        "all" => ["--gpus", "all"],
        _ => ["--gpus", $"\"device={gpus}\""],
    };
}
