using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Metrology;

namespace Joulemark.Metering.Nvml;

/// <summary>What one board is and can tell, asked once; what it cannot is left out alone.</summary>
internal sealed record NvmlCapabilities
{
    /// <summary>Marketing name; null where not given.</summary>
    public string? Name { get; init; }

    public string? Uuid { get; init; }

    /// <summary>Place on the PCI bus as the kernel writes it; null where not given.</summary>
    public string? PciAddress { get; init; }

    public string? VbiosVersion { get; init; }

    public string? DriverVersion { get; init; }

    /// <summary>Null where not given.</summary>
    public NvmlArchitecture? Architecture { get; init; }

    /// <summary>True when the board is split into instances; energy and power are the whole board's still.</summary>
    public bool MigEnabled { get; init; }

    /// <summary>True when the driver stays loaded without users, which keeps the counter and the limits; null where not given.</summary>
    public bool? Persistence { get; init; }

    /// <summary>True when memory errors are corrected; null where not given.</summary>
    public bool? Ecc { get; init; }

    /// <summary>The energy counter (Volta and later), in joules; null where there is none.</summary>
    public NvmlQuery? Counter { get; init; }

    /// <summary>The board's power, the fastest that it gives; null where it gives none that is the board's for sure.</summary>
    public NvmlPower? Power { get; init; }

    /// <summary>A second power of the board, averaged over longer; null where it is the same sensor.</summary>
    public NvmlPower? Average { get; init; }

    /// <summary>Power of the memory, which lies inside the board's.</summary>
    public NvmlPower? MemoryPower { get; init; }

    /// <summary>Power of the module that holds the board.</summary>
    public NvmlPower? ModulePower { get; init; }

    /// <summary>What module and memory are to each other, and whom the counter counts.</summary>
    public NvmlModule Module { get; init; } = NvmlModule.None;

    /// <summary>Highest power limit that can be set.</summary>
    public Power? MaxPower { get; init; }

    /// <summary>Highest power limit of the module.</summary>
    public Power? MaxModulePower { get; init; }

    public IReadOnlyList<NvmlIndicator> Indicators { get; init; } = [];

    /// <summary>True when there is any joule or watt to read.</summary>
    public bool HasEnergy => Counter is not null || Power is not null || ModulePower is not null;

    /// <summary>The board's identity, the same from every source; null where the driver does not say.</summary>
    public string? DeviceId => Uuid ?? (PciAddress is null ? null : $"pci:{PciAddress}");

    /// <summary>The board for people.</summary>
    public string Describe(int index) => string.Join(", ", new[]
    {
        Name ?? string.Create(CultureInfo.InvariantCulture, $"GPU {index}"),
        Architecture is { } known && Enum.IsDefined(known) ? known.ToString() : null,
        DeviceId,
        MigEnabled ? "MIG is on: the whole board with all its instances" : null,
    }.OfType<string>());
}
