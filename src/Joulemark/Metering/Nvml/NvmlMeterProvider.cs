using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
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
            return new MeterProbe([], failure is var (code, text) ? NvmlAbsence.NotInitialised(host.Paths, code, text) : NvmlAbsence.NoLibrary(host.Paths));

        var counted = library.CountBoards(out var count);
        if (counted != NvmlReturn.Success)
            return new MeterProbe([], NvmlAbsence.NotCounted(host.Paths, counted, library.ErrorText(counted)));
        if (count == 0)
            return new MeterProbe([], [NvmlAbsence.NoDevices(), .. NvmlAbsence.Hidden(NvidiaBoards.Addresses(host.Paths.Sysfs))]);

        var watch = new NvmlBoardCount(library, count, host.Report);
        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        var unopened = new List<MissingMeter>();
        var opened = new HashSet<string?>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var code = library.OpenBoard(i, out var device);
            if (device is null)
                unopened.Add(NvmlAbsence.NotOpened(i, code, library.ErrorText(code)));
            else
                opened.Add(ProbeBoard(library, i, device, watch, host.Report, meters, missing));
        }

        var others = NvidiaBoards.Addresses(host.Paths.Sysfs).Where(a => !opened.Contains(a)).ToList();
        missing.AddRange(Identify(unopened, others));
        if (unopened.Count == 0 && !opened.Contains(null))
            missing.AddRange(NvmlAbsence.Hidden(others));
        return new MeterProbe(meters, missing);
    }

    /// <summary>
    /// A board that does not open does not say who it is. Where the bus shows as many boards beside the others, they are
    /// these; which is which makes no difference, since all are missing.
    /// </summary>
    private static IEnumerable<MissingMeter> Identify(List<MissingMeter> unopened, List<string> addresses) => addresses.Count == unopened.Count
        ? unopened.Zip(addresses, (m, a) => m with { DeviceId = $"pci:{a}" })
        : unopened;

    /// <summary>Adds what a board has; gives its place on the PCI bus.</summary>
    private static string? ProbeBoard(
        NvmlLibrary library, int index, NvmlDevice device, NvmlBoardCount watch, Action<Diagnostic> report, List<IMeter> meters, List<MissingMeter> missing)
    {
        var capabilities = NvmlBoardProbe.Ask(device, library.DriverVersion);
        if (!capabilities.HasEnergy)
        {
            missing.Add(NvmlAbsence.NothingSupported(index, capabilities));
            return capabilities.PciAddress;
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
        return capabilities.PciAddress;
    }
}
