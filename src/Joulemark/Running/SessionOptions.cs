using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>What a session needs of a plan.</summary>
/// <param name="Boundary">The boundary asked for.</param>
/// <param name="Sources">Sources to read beside those found on this machine.</param>
/// <param name="SampleRate">Meter readings a second.</param>
internal sealed record SessionOptions(Boundary Boundary, IReadOnlyList<MeterSource> Sources, double SampleRate);
