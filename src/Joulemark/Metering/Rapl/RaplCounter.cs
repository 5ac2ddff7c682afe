using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>A counter that is open.</summary>
/// <param name="Domain">What it measures.</param>
/// <param name="Reading">Joules; whoever holds the counter closes it.</param>
/// <param name="Way">How it is read, for people: <c>powercap intel-rapl:0</c>.</param>
internal sealed record RaplCounter(RaplDomain Domain, IReading Reading, string Way) : IDisposable
{
    public void Dispose() => Reading.Dispose();
}
