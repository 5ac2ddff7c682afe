using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Metering.Nvml;

/// <summary>What one board can tell, asked once; what it cannot is left out alone.</summary>
internal sealed record NvmlCapabilities
{
    /// <summary>Marketing name; null where not given.</summary>
    public string? Name { get; init; }

    public string? Uuid { get; init; }

    /// <summary>Architecture as NVML numbers it; null where not given.</summary>
    public uint? Architecture { get; init; }

    /// <summary>True when the board counts its energy (Volta and later).</summary>
    public bool HasEnergyCounter { get; init; }

    public NvmlPowerReading Power { get; init; }

    /// <summary>Highest power limit that can be set.</summary>
    public Power? MaxPower { get; init; }

    /// <summary>True when the board is split into instances; energy and power are the whole board's still.</summary>
    public bool MigEnabled { get; init; }

    /// <summary>Name of the architecture; null where unknown.</summary>
    public string? ArchitectureName => Architecture switch
    {
        2 => "Kepler",
        3 => "Maxwell",
        4 => "Pascal",
        5 => "Volta",
        6 => "Turing",
        7 => "Ampere",
        8 => "Ada",
        9 => "Hopper",
        10 => "Blackwell",
        13 => "Rubin",
        _ => null,
    };

    /// <summary>Asks a board.</summary>
    public static NvmlCapabilities Of(NvmlDevice device) => new()
    {
        Name = device.ReadName(),
        Uuid = device.ReadUuid(),
        Architecture = device.ReadArchitecture(),
        HasEnergyCounter = device.ReadEnergyMillijoules() is not null,
        Power = device.ReadInstantMilliwatts() is not null ? NvmlPowerReading.InstantField
            : device.ReadUsageMilliwatts() is not null ? NvmlPowerReading.PowerUsage
            : NvmlPowerReading.None,
        MaxPower = device.ReadMaxLimitMilliwatts() is { } limit ? new Power(limit / 1e3) : null,
        MigEnabled = device.ReadMigEnabled(),
    };

    /// <summary>The board for people.</summary>
    public string Describe(int index) => string.Join(", ", new[]
    {
        Name ?? string.Create(CultureInfo.InvariantCulture, $"GPU {index}"),
        ArchitectureName,
        Uuid,
        MigEnabled ? "MIG is on: the whole board with all its instances" : null,
        Name?.Contains("GH200", StringComparison.Ordinal) is true ? "the counter may cover the whole module, CPU included" : null,
    }.OfType<string>());
}
