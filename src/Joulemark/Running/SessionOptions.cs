using Joulemark.Analysis.Checks;
using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>What a session needs of a plan.</summary>
/// <param name="Boundary">The boundary asked for.</param>
/// <param name="Sources">Sources to read beside those found on this machine.</param>
/// <param name="SampleRate">Meter readings a second.</param>
/// <param name="Node">The machine under test as the meters may name it; this one is meant where no meter does.</param>
internal sealed record SessionOptions(Boundary Boundary, IReadOnlyList<MeterSource> Sources, double SampleRate, string? Node = null)
{
    /// <summary>The boards that the boundary gpu counts; empty for all.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Most of all CPUs that others may keep busy before they are named.</summary>
    public double MostBackground { get; init; } = BackgroundLoadCheck.MostBackground;

    /// <summary>Told in words when something disturbs the run, from a thread of its own; null for nobody.</summary>
    public Action<string>? Disturbed { get; init; }
}
