using System.Globalization;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Modelled;

/// <summary>
/// What the model assumes of this machine. Deliberately simple and stated in full, because an estimate that nobody can
/// check is worse than none:
/// the CPU at full load draws its TDP, shared evenly by its hardware threads; an idle machine draws
/// <see cref="IdleShare"/> of that; memory draws <see cref="DramWattsPerGibibyte"/> whatever it does.
/// </summary>
internal sealed record PowerModel
{
    /// <summary>
    /// Share of full power that an idle CPU draws. SPECpower_ssj2008 submissions of 2020–2024 servers idle at 10–35 % of
    /// full-load power; the middle of that.
    /// </summary>
    public const double IdleShare = 0.2;

    /// <summary>Memory power per GiB: Cloud Carbon Footprint's coefficient, 0.392 Wh per GB-hour.</summary>
    public const double DramWattsPerGibibyte = 0.392 * 1.073741824;

    /// <summary>
    /// Bound of the model's error, relative. Utilisation models with a TDP from a table are commonly wrong by tens of
    /// percent (see docs/method.md); stated as ± 50 % so that nobody mistakes it for a measurement.
    /// </summary>
    public const double RelativeUncertainty = 0.5;

    /// <summary>Watts per busy hardware thread when the machine knows no better: 64 threads at 200 W, a common server.</summary>
    private const double FallbackWattsPerThread = 3.1;

    public required CpuInfo Cpu { get; init; }

    /// <summary>Watts of one hardware thread at full load.</summary>
    public required double WattsPerThread { get; init; }

    /// <summary>How <see cref="WattsPerThread"/> was found, for people.</summary>
    public required string Basis { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Watts of all visible CPUs at full load.</summary>
    public double FullLoadWatts => WattsPerThread * Cpu.LogicalCpus;

    public static PowerModel For(MeterHost host)
    {
        var cpu = CpuInfo.Read(host.Paths);
        var entry = CpuPowerTable.BuiltIn.Find(cpu.Model);
        var basis = entry is null
            ? string.Create(CultureInfo.InvariantCulture, $"CPU '{cpu.Model ?? "unknown"}' is not in the table of {CpuPowerTable.BuiltIn.Date}: {FallbackWattsPerThread} W a thread assumed")
            : string.Create(CultureInfo.InvariantCulture, $"{entry.Pattern}: {entry.TdpWatts} W for {entry.Threads} threads (table of {CpuPowerTable.BuiltIn.Date})");
        return new PowerModel
        {
            Cpu = cpu,
            WattsPerThread = entry?.WattsPerThread ?? FallbackWattsPerThread,
            Basis = basis,
            MemoryBytes = MemoryInfo.TotalBytes(host.Paths) ?? 0,
        };
    }

    /// <summary>Energy of the CPUs over some time, of which they were busy for so many CPU seconds.</summary>
    public double MachineJoules(double seconds, double busySeconds) =>
        FullLoadWatts * ((IdleShare * seconds) + ((1 - IdleShare) * Math.Min(seconds, busySeconds / Cpu.LogicalCpus)));

    /// <summary>
    /// Energy charged to a process for its CPU time: its threads at full-load power, their share of idle power included,
    /// so that the processes of a fully busy machine add up to its power and nobody is charged for another's work.
    /// </summary>
    public double ProcessJoules(double cpuSeconds) => WattsPerThread * cpuSeconds;

    /// <summary>Power of so much memory.</summary>
    public static double DramWatts(long bytes) => DramWattsPerGibibyte * bytes / (1L << 30);
}
