using System.Text.Json.Serialization;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>A server that Joulemark started, as it is written down for the next run to find when this one does not end in order.</summary>
internal sealed record StartedServer
{
    /// <summary>Name of its file, without the ending.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The boot and the view of processes that the numbers are of.</summary>
    public required string Place { get; init; }

    /// <summary>The machine, since several may share a home; null where it is not known.</summary>
    public string? Machine { get; init; }

    /// <summary>The Joulemark that started it.</summary>
    public required ProcessIdentity Owner { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The server's process; null for a container.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The program that runs the container; null for a process.</summary>
    public string? Engine { get; init; }

    /// <summary>Name of the container; null for a process.</summary>
    public string? Container { get; init; }

    /// <summary>The run folder it served; null for none.</summary>
    public string? Run { get; init; }

    /// <summary>What a person types to end it.</summary>
    [JsonIgnore]
    public string Removal => Container is not null ? $"{Engine} rm -f {Container}" : $"kill {Process?.Pid}";
}
