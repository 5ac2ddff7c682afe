namespace Joulemark.Serving.Launching;

/// <summary>What an engine says of a container.</summary>
/// <param name="Pid">Its root process; null where it does not run.</param>
/// <param name="IsOutOfMemory">True where the kernel killed it for its memory.</param>
internal sealed record ContainerState(int? Pid, bool IsOutOfMemory)
{
    /// <summary>Its identity, as control groups are named by; null where the engine does not say.</summary>
    public string? Id { get; init; }

    /// <summary>When its root process was started; null where the engine does not say.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
