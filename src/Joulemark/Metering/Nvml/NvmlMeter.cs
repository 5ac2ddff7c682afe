using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>One board: its energy counter, its power, or both.</summary>
internal sealed class NvmlMeter : IMeter
{
    private readonly NvmlLibrary _library;
    private readonly NvmlDevice _device;
    private readonly NvmlCapabilities _capabilities;
    private bool _disposed;

    /// <param name="library">The library, shared; this meter gives its share back.</param>
    /// <param name="device">The board.</param>
    /// <param name="capabilities">What it can tell: a counter, a power, or both.</param>
    /// <param name="index">Its number.</param>
    public NvmlMeter(NvmlLibrary library, NvmlDevice device, NvmlCapabilities capabilities, int index)
    {
        _library = library;
        _device = device;
        _capabilities = capabilities;
        Channels = NvmlChannels.For(capabilities, index);
    }

    public IReadOnlyList<Channel> Channels { get; }

    public void Read(Span<double?> readings)
    {
        if (_disposed)
        {
            readings.Clear();
            return;
        }

        var next = 0;
        if (_capabilities.HasEnergyCounter)
            readings[next++] = _device.ReadEnergyMillijoules() / 1e3;
        if (_capabilities.Power == NvmlPowerReading.InstantField)
            readings[next] = _device.ReadInstantMilliwatts() / 1e3;
        else if (_capabilities.Power == NvmlPowerReading.PowerUsage)
            readings[next] = _device.ReadUsageMilliwatts() / 1e3;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _library.Dispose();
    }
}
