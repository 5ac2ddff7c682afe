using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>One device or file group that is read in one go. Used from one thread only.</summary>
public interface IMeter : IDisposable
{
    /// <summary>What it reads, fixed for its life.</summary>
    IReadOnlyList<Channel> Channels { get; }

    /// <summary>How often to read it, and whether a reading may keep its thread waiting. The run's sample rate by default.</summary>
    MeterPace Pace => default;

    /// <summary>
    /// Reads every channel: joules or watts in the order of <see cref="Channels"/>, null for what could not be read or is
    /// known to be blank. Never throws, never gives 0 for a failed read, and never blocks unless its <see cref="Pace"/> says so.
    /// </summary>
    /// <param name="readings">One slot per channel.</param>
    void Read(Span<double?> readings);
}
