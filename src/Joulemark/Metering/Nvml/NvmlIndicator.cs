using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>A quantity that explains a board's joules and is none of them.</summary>
/// <param name="Name">What follows the board in the channel's name, e.g. <c>temperature</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Query">How it is asked for, in that unit.</param>
/// <param name="Description">What it is, for people.</param>
internal sealed record NvmlIndicator(string Name, string Unit, NvmlQuery Query, string Description)
{
    private const double NanosecondsPerSecond = 1e9;
    private const string RecentShare = "share of the last 1/6 to 1 s in which";

    /// <summary>All that Joulemark knows of.</summary>
    public static IReadOnlyList<NvmlIndicator> All { get; } =
    [
        new("temperature", "°C", Positive(static d => d.ReadTemperature()), "temperature of the GPU"),
        new("memory-temperature", "°C", Field(NvmlFieldId.MemoryTemperature) with { ZeroIsBlank = true }, "temperature of its memory"),
        new("graphics-clock", "MHz", Positive(static d => d.ReadClock(NvmlClock.Graphics)), "graphics clock"),
        new("sm-clock", "MHz", Positive(static d => d.ReadClock(NvmlClock.Sm)), "clock of the multiprocessors"),
        new("memory-clock", "MHz", Positive(static d => d.ReadClock(NvmlClock.Memory)), "memory clock"),
        new("utilization", "1", Percent(static d => d.ReadUtilization()), $"{RecentShare} a kernel ran") { OfWholeBoardsOnly = true },
        new("memory-utilization", "1", Percent(static d => d.ReadMemoryUtilization()), $"{RecentShare} memory was in use") { OfWholeBoardsOnly = true },
        new("memory-used", "B", Any(static d => d.ReadMemoryUsed()), "memory in use"),
        new("power-limit", "W", Positive(static d => d.ReadEnforcedPowerLimit()) with { PerUnit = 1e3 }, "power limit in force"),
        new("clock-event-reasons", "mask", Any(static d => d.ReadClockEventReasons()), "why clocks are held down: nvmlClocksEventReasons"),
        new("processes", "1", Any(static d => d.ReadProcessCount()), "processes that compute on it"),
        Violation("power-violation", NvmlFieldId.PowerViolation, "the power limit held clocks down"),
        Violation("thermal-violation", NvmlFieldId.ThermalViolation, "temperature held clocks down"),
        Violation("sync-boost-violation", NvmlFieldId.SyncBoostViolation, "another board of its sync boost group held clocks down"),
        Violation("board-limit-violation", NvmlFieldId.BoardLimitViolation, "the board's own limit held clocks down"),
        Violation("low-utilization-violation", NvmlFieldId.LowUtilizationViolation, "little work held clocks down"),
        Violation("reliability-violation", NvmlFieldId.ReliabilityViolation, "the voltage's reliability held clocks down"),
        Violation("below-application-clocks", NvmlFieldId.BelowApplicationClocks, "clocks were below the application clocks"),
        Violation("below-base-clocks", NvmlFieldId.BelowBaseClocks, "clocks were below the base clocks"),
    ];

    /// <summary>True for what a board that is split into instances does not give, whatever its driver answers.</summary>
    public bool OfWholeBoardsOnly { get; private init; }

    private static NvmlQuery Field(NvmlFieldId field) => new() { Field = field };

    private static NvmlQuery Any(Func<NvmlDevice, double?> function) => new() { Function = function };

    private static NvmlQuery Positive(Func<NvmlDevice, double?> function) => new() { Function = function, ZeroIsBlank = true };

    private static NvmlQuery Percent(Func<NvmlDevice, double?> function) => new() { Function = function, PerUnit = 100 };

    private static NvmlIndicator Violation(string name, NvmlFieldId field, string when) =>
        new(name, "s", Field(field) with { PerUnit = NanosecondsPerSecond }, $"time for which {when}, since the driver was loaded");
}
