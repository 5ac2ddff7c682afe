using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>The channels of one board.</summary>
internal static class NvmlChannels
{
    /// <summary>Counter and power move about every 100 ms from Turing on (Yang et al., arXiv:2312.02741).</summary>
    private const double UpdatePeriodSeconds = 0.1;

    /// <summary>
    /// NVML's documentation states ± 5 % for Fermi and Kepler and nothing for later boards; Yang et al. found steady
    /// errors of −6.2 … −0.3 % per card on later ones. Only an outside reference removes it.
    /// </summary>
    private const double GainUncertainty = 0.05;

    private const string GainSource =
        "NVML documentation of nvmlDeviceGetPowerUsage (± 5 %, stated for Fermi and Kepler); compare Yang et al., arXiv:2312.02741";

    /// <summary>The counter, when there is one, and then the power: in the order in which the meter reads them.</summary>
    public static IReadOnlyList<Channel> For(NvmlCapabilities capabilities, int index)
    {
        var board = string.Create(CultureInfo.InvariantCulture, $"gpu{index}");
        var channels = new List<Channel>(2);
        if (capabilities.HasEnergyCounter)
        {
            channels.Add(Create(board, capabilities, index, "energy counter") with
            {
                Provenance = Provenance.Counter,
                Reading = ReadingKind.EnergyCounter,
            });
        }

        if (capabilities.Power != NvmlPowerReading.None)
        {
            var name = capabilities.HasEnergyCounter ? $"{board}-power" : board;
            channels.Add(Create(name, capabilities, index, Describe(capabilities)) with { CrossCheck = capabilities.HasEnergyCounter });
        }

        return channels;
    }

    private static Channel Create(string name, NvmlCapabilities capabilities, int index, string reading) => new()
    {
        Name = name,
        Source = "nvml",
        Part = MachinePart.Gpu,
        Provenance = Provenance.Integrated,
        Reading = ReadingKind.Power,
        Device = index,
        Description = $"{capabilities.Describe(index)}; {reading}",
        UpdatePeriodSeconds = UpdatePeriodSeconds,
        MaxPower = capabilities.MaxPower,
        GainUncertainty = GainUncertainty,
        GainSource = GainSource,
    };

    private static string Describe(NvmlCapabilities capabilities) => capabilities.Power == NvmlPowerReading.InstantField
        ? "instant power (field 186)"
        : capabilities.Architecture >= 7
            ? "nvmlDeviceGetPowerUsage: averaged over 1 s, except on GA100 (A100)"
            : "nvmlDeviceGetPowerUsage";
}
