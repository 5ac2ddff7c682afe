namespace Joulemark.Planning;

/// <summary>The keys of <c>server.launch</c>. None has a default that would stand in every spec; their descriptions say what holds without them.</summary>
internal static class LaunchKeys
{
    public const string Prefix = "server.launch.";

    public static IReadOnlyList<SpecKey> All { get; } =
    [
        new(Prefix + "command", SpecValueType.WordList, "Start the server as a process: its program and words; {port} and {model} are filled in."),
        new(Prefix + "image", SpecValueType.Text, "Start the server in a container of this image: with a tag of a version, or NAME@sha256:…; not latest."),
        new(Prefix + "arguments", SpecValueType.WordList, "Words after the command or the image; {port} and {model} are filled in."),
        new(Prefix + "environment", SpecValueType.WordList, "Environment variables: NAME=value, or NAME alone to pass on its value from here, as secrets must be."),
        new(Prefix + "volumes", SpecValueType.WordList, "Folders of the host in the container: host:container, with :ro behind for reading only; a host path with . before it is relative to the spec."),
        new(Prefix + "gpus", SpecValueType.Text, "GPUs the server gets: all, or a list such as 0,1. A container without gets none, a process all."),
        new(Prefix + "cpus", SpecValueType.Text, "CPUs the server may use, e.g. 0-15,32-47; all by default."),
        new(Prefix + "memory-nodes", SpecValueType.Text, "NUMA nodes whose memory the server may use, e.g. 0; all by default. For a process by numactl."),
        new(Prefix + "memory", SpecValueType.Size, "Most memory of the container, e.g. 64GiB; no limit by default."),
        new(Prefix + "shm-size", SpecValueType.Size, "Shared memory of the container, e.g. 8GiB; the engine's default is small for several GPUs."),
        new(Prefix + "port", SpecValueType.Integer, "Port that the server listens on, in the container where it has one; by default a free one for a process, 8000 in a container.") { Minimum = 1, Maximum = 65535 },
        new(Prefix + "network", SpecValueType.Choice, "The container's network: bridge, the default, publishes the port on 127.0.0.1; host shares the host's.") { Choices = ["bridge", "host"] },
        new(Prefix + "engine", SpecValueType.Choice, "What runs the container; auto, the default, is docker where its daemon answers, else podman.") { Choices = ["auto", "docker", "podman"] },
        new(Prefix + "pull", SpecValueType.Choice, "Whether an image that is not here is fetched before the run; never, the default, says how to fetch it.") { Choices = ["never", "missing"] },
        new(Prefix + "options", SpecValueType.WordList, "Further words for docker's or podman's command, e.g. [--ipc=host]."),
        new(Prefix + "working-directory", SpecValueType.Text, "Folder that the server starts in: relative to the spec for a process, one of the container's for a container."),
    ];
}
