using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>NVIDIA boards by the driver's management library.</summary>
internal sealed unsafe class NvmlMeterProvider : IMeterProvider
{
    public string Name => "nvml";

    public MeterProbe Probe(MeterHost host)
    {
        // The probe holds one share of the library and each meter its own, so that the last one out closes it.
        using var library = NvmlLibrary.TryOpen(host.Paths.NvmlLibrary, out var failure);
        if (library is null)
            return new MeterProbe([], [failure is var (code, text) ? NvmlAbsence.NotInitialised(code, text) : NvmlAbsence.NoLibrary(host.Paths)]);

        uint count;
        var counted = library.DeviceGetCount(&count);
        if (counted != NvmlReturn.Success)
            return new MeterProbe([], [NvmlAbsence.NotCounted(counted, library.ErrorText(counted))]);
        if (count == 0)
            return new MeterProbe([], [NvmlAbsence.NoDevices()]);

        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        for (var i = 0; i < (int)count; i++)
            ProbeBoard(library, i, meters, missing);
        return new MeterProbe(meters, missing);
    }

    private static void ProbeBoard(NvmlLibrary library, int index, List<IMeter> meters, List<MissingMeter> missing)
    {
        nint handle;
        var code = library.DeviceGetHandle((uint)index, &handle);
        if (code != NvmlReturn.Success)
        {
            missing.Add(NvmlAbsence.NotOpened(index, code, library.ErrorText(code)));
            return;
        }

        var device = new NvmlDevice(library, handle);
        var capabilities = NvmlCapabilities.Of(device);
        if (!capabilities.HasEnergyCounter && capabilities.Power == NvmlPowerReading.None)
            missing.Add(NvmlAbsence.NothingSupported(index, capabilities));
        else
            meters.Add(new NvmlMeter(library.Share(), device, capabilities, index));
    }
}
