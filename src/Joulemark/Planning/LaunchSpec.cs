namespace Joulemark.Planning;

/// <summary>How the system under test is started: as a process, or in a container.</summary>
internal sealed record LaunchSpec
{
    /// <summary>The program and its first words; null for a container.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The container's image; null for a process.</summary>
    public string? Image { get; init; }

    /// <summary>Words after the command or the image.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary><c>NAME=value</c>, or <c>NAME</c> alone for our own value of it.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary><c>host:container[:ro]</c>; host paths are absolute.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary><c>all</c> or a list of numbers or identities; null for none in a container, and no choice for a process.</summary>
    public string? Gpus { get; init; }

    /// <summary>CPUs it may use, a list of the kernel's form; null for all.</summary>
    public string? Cpus { get; init; }

    /// <summary>NUMA nodes whose memory it may use; null for all.</summary>
    public string? MemoryNodes { get; init; }

    /// <summary>Most memory, in bytes; null for no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Size of the container's shared memory, in bytes; null for the engine's own.</summary>
    public long? SharedMemory { get; init; }

    /// <summary>Port that it listens on, inside; null for a free one of a process and 8000 in a container.</summary>
    public int? Port { get; init; }

    /// <summary>True where the container shares the host's network; default false: a bridge, with the port published on loopback.</summary>
    public bool HostNetwork { get; init; }

    /// <summary><c>auto</c>, <c>docker</c> or <c>podman</c>.</summary>
    public string Engine { get; init; } = "auto";

    /// <summary>True to fetch an image that is not here.</summary>
    public bool Pull { get; init; }

    /// <summary>Further words for the engine's command.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Folder it starts in: absolute, in a container one of the container's; null for the usual one.</summary>
    public string? WorkingDirectory { get; init; }
}
