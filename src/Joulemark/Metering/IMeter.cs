using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>One device or file group that is read in one go. Used from one thread only.</summary>
public interface IMeter : IDisposable
{
    /// <summary>What it reads, fixed for its life.</summary>
    IReadOnlyList<Channel> Channels { get; }

    /// <summary>
    /// Reads every channel: joules or watts in the order of <see cref="Channels"/>, null for what could not be read or is
    /// known to be blank. Never throws, never gives 0 for a failed read, and never blocks for long.
    /// </summary>
    /// <param name="readings">One slot per channel.</param>
    void Read(Span<double?> readings);
}
