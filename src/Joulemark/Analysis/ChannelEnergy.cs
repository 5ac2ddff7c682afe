using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>A channel's energy over a window, or why there is none.</summary>
/// <param name="Energy">Joules; null when missing.</param>
/// <param name="Problem">
/// Reason code when missing: <c>not-bracketed</c>, <c>sample-gap</c>, <c>counter-reset</c>, <c>frozen-counter</c>,
/// <c>stale-counter</c>, <c>implausible</c>.
/// </param>
/// <param name="Evidence">What was seen, with the values.</param>
/// <param name="Dropped">Readings in the window that were missing or implausible.</param>
internal sealed record ChannelEnergy(Energy? Energy, string? Problem = null, string? Evidence = null, int Dropped = 0)
{
    /// <summary>All readings in the window, dropped ones included.</summary>
    public int Readings { get; init; }

    /// <summary>Joules by the straight line from reading to reading alone, however old what they show is; <see cref="Energy"/> where readings are all that is known of its edges.</summary>
    public Energy? AsRead { get; init; } = Energy;

    /// <summary>How well the energy is known.</summary>
    public EnergyUncertainty Uncertainty { get; init; }
}
