namespace Joulemark.Metering.Modelled;

/// <summary>One CPU model.</summary>
/// <param name="Pattern">Text to find in the model's name.</param>
/// <param name="TdpWatts">Thermal design power of one package, watts, as the vendor states it.</param>
/// <param name="Threads">Hardware threads of one package.</param>
internal sealed record CpuPowerEntry(string Pattern, double TdpWatts, int Threads)
{
    /// <summary>Watts of one hardware thread when all are busy.</summary>
    public double WattsPerThread => TdpWatts / Threads;
}
