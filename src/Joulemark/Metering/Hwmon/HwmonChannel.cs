using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>A sensor, and what it is to us.</summary>
/// <param name="Sensor">Where to read.</param>
/// <param name="Channel">What the reading means.</param>
internal sealed record HwmonChannel(HwmonSensor Sensor, Channel Channel)
{
    /// <summary>Nobody has published a check of these sensors against a reference, so the bound is wide.</summary>
    private const double GainUncertainty = 0.2;

    /// <summary>
    /// A channel with what every driver has in common; the driver's own knowledge is added <c>with</c>. Nothing is counted
    /// unless the driver says so: a sensor of unknown meaning is a cross-check.
    /// </summary>
    public static HwmonChannel Of(HwmonChip chip, HwmonSensor sensor, string name, string description) => new(sensor, new Channel
    {
        Name = name,
        Source = "hwmon",
        Part = MachinePart.Other,
        Provenance = sensor.Reading == ReadingKind.EnergyCounter ? Provenance.Counter : Provenance.Integrated,
        Reading = sensor.Reading,
        DeviceId = chip.PciAddress is { } address ? $"pci:{address}" : null,
        Description = $"{description} ({chip.Name}, {Path.GetFileName(sensor.File)}{(sensor.Label is { } label ? $" '{label}'" : "")})",
        MaxPower = chip.ReadMicro($"power{sensor.Number}_cap_max") is { } most ? new Power(most) : null,
        GainUncertainty = GainUncertainty,
        GainSource = "Joulemark's bound; the maker states none, and nobody has published a check",
        CrossCheck = true,
    });
}
