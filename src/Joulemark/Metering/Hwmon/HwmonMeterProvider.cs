using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>
/// GPUs of AMD and Intel, NVIDIA's Grace, power supplies and other sensors that a driver shows to the kernel's hardware
/// monitoring class.
/// </summary>
internal sealed class HwmonMeterProvider : IMeterProvider
{
    /// <summary>The drivers that we know, by the name that they give their chips. To know another, add a line.</summary>
    private static readonly Dictionary<string, Func<HwmonChip, int, IEnumerable<HwmonChannel>>> Drivers = new(StringComparer.Ordinal)
    {
        ["amdgpu"] = AmdGpu.Channels,
        ["xe"] = IntelGpu.Channels,
        ["i915"] = IntelGpu.Channels,
        ["power_meter"] = AcpiPowerMeter.Channels,
        ["corsairpsu"] = CorsairPsu.Channels,
        ["amd_energy"] = AmdEnergy.Channels,
    };

    public string Name => "hwmon";

    public MeterProbe Probe(MeterHost host)
    {
        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        var seen = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var kind in HwmonChip.List(host.Paths).GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            // By bus address where there is one: the kernel's own numbers change from boot to boot.
            foreach (var (index, chip) in kind.OrderBy(c => c.PciAddress, StringComparer.Ordinal).ThenBy(c => c.Number).Index())
            {
                var found = Drivers.GetValueOrDefault(chip.Name, OtherChip.Channels)(chip, index).ToList();
                if (found.Count > 0)
                    seen.Add(chip.PciAddress);
                if (Open(chip, found, missing) is { } meter)
                    meters.Add(meter);
            }
        }

        missing.AddRange(PciGpu.List(host.Paths).Where(g => !seen.Contains(g.Address)).Select(HwmonAbsence.Unmetered));
        return new MeterProbe(meters, missing);
    }

    /// <summary>Opens a chip's sensors and reads each once, so that a channel exists only where a reading does.</summary>
    private static ReadingsMeter? Open(HwmonChip chip, List<HwmonChannel> found, List<MissingMeter> missing)
    {
        var channels = new List<Channel>();
        var readings = new List<IReading>();
        foreach (var channel in found)
        {
            try
            {
                var reading = new MicroReading(channel.Sensor.File);
                if (reading.Read() is not null)
                {
                    channels.Add(channel.Channel);
                    readings.Add(reading);
                    continue;
                }

                reading.Dispose();
                missing.Add(HwmonAbsence.Broken(chip, channel, "gives no number"));
            }
            catch (UnauthorizedAccessException)
            {
                missing.Add(HwmonAbsence.Denied(channel));
            }
            catch (IOException e)
            {
                missing.Add(HwmonAbsence.Broken(chip, channel, $"cannot be read: {e.Message}"));
            }
        }

        if (channels.Count == 0)
            return null;

        // A driver may have to wake a device, or wait for its firmware or a bus: never on the thread of the others.
        var period = channels.Max(c => c.ReadEverySeconds);
        return new ReadingsMeter(channels, readings)
        {
            Pace = new MeterPace(period is { } seconds ? TimeSpan.FromSeconds(seconds) : null, MayBlock: true),
        };
    }
}
