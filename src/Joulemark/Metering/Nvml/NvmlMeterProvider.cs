using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>NVIDIA boards by the driver's management library.</summary>
internal sealed class NvmlMeterProvider : IMeterProvider
{
    private static readonly TimeSpan IndicatorPeriod = TimeSpan.FromSeconds(1);

    public string Name => "nvml";

    public MeterProbe Probe(MeterHost host)
    {
        // The probe holds one share of the library and each meter its own, so that the last one out closes it.
        using var library = NvmlLibrary.TryOpen(host.Paths.NvmlLibrary, out var failure);
        if (library is null)
            return new MeterProbe([], [failure is var (code, text) ? NvmlAbsence.NotInitialised(code, text) : NvmlAbsence.NoLibrary(host.Paths)]);

        var counted = library.CountBoards(out var count);
        if (counted != NvmlReturn.Success)
            return new MeterProbe([], [NvmlAbsence.NotCounted(counted, library.ErrorText(counted))]);
        if (count == 0)
            return new MeterProbe([], [NvmlAbsence.NoDevices()]);

        var watch = new NvmlBoardCount(library, count, host.Report);
        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        for (var i = 0; i < count; i++)
            ProbeBoard(library, i, watch, host.Report, meters, missing);
        return new MeterProbe(meters, missing);
    }

    private static void ProbeBoard(NvmlLibrary library, int index, NvmlBoardCount watch, Action<Diagnostic> report, List<IMeter> meters, List<MissingMeter> missing)
    {
        var code = library.OpenBoard(index, out var device);
        if (device is null)
        {
            missing.Add(NvmlAbsence.NotOpened(index, code, library.ErrorText(code)));
            return;
        }

        var capabilities = NvmlBoardProbe.Ask(device, library.DriverVersion);
        if (!capabilities.HasEnergy)
        {
            missing.Add(NvmlAbsence.NothingSupported(index, capabilities));
            return;
        }

        if (capabilities is { Module: not NvmlModule.None, Power: null })
            missing.Add(NvmlAbsence.ModuleOnly(index, capabilities));
        if (capabilities.MigEnabled)
            missing.Add(NvmlAbsence.NoInstances(index));

        var channels = new NvmlChannels(capabilities, index);

        // Each board's readings on a thread of their own: one that falls off the bus may block in the driver.
        var lane = string.Create(CultureInfo.InvariantCulture, $"nvml gpu{index}");
        meters.Add(new NvmlMeter(library.Share(), device, channels.Energies(), new MeterPace(channels.Period) { Lane = lane }) { Report = report });

        // A dozen calls, of which some take the driver milliseconds: on a thread of their own they delay no energy reading.
        if (channels.Indicators(IndicatorPeriod) is { Count: > 0 } indicators)
            meters.Add(new NvmlMeter(library.Share(), device, indicators, new MeterPace(IndicatorPeriod, MayBlock: true), watch));
    }
}
