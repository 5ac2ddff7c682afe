using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>A source that the user named and that gives nothing to read.</summary>
/// <param name="Source">The source.</param>
/// <param name="Why">What its provider says about it; null for nothing.</param>
internal sealed record SilentSource(MeterSource Source, MissingMeter? Why);
