using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>What a counter measures.</summary>
/// <param name="Part">Which part of the machine it covers.</param>
/// <param name="Package">Number of the CPU package.</param>
/// <param name="Die">Number of the die in the package; null for all of the package.</param>
internal sealed partial record RaplDomain(MachinePart Part, int Package, int? Die = null)
{
    /// <summary>Identity of the package or die: <c>cpu0</c>, <c>cpu0-die1</c>.</summary>
    public string DeviceId => Die is { } die ? Invariant($"cpu{Package}-die{die}") : Invariant($"cpu{Package}");

    /// <summary>Name of its channel, e.g. <c>cpu0-package</c>.</summary>
    public string Channel => Part switch
    {
        MachinePart.Platform => Package == 0 ? "platform" : Invariant($"platform{Package}"),
        MachinePart.CpuPackage => $"{DeviceId}-package",
        MachinePart.CpuCores => $"{DeviceId}-cores",
        MachinePart.CpuUncore => $"{DeviceId}-uncore",
        _ => $"{DeviceId}-dram",
    };

    /// <summary>
    /// True when another counter counts the same joules: cores and uncore lie inside the package, and the platform holds
    /// packages and memory. DRAM is not in this list: it sits below the package in the tree, but the package's counter
    /// leaves it out.
    /// </summary>
    public bool Overlaps => Part is MachinePart.CpuCores or MachinePart.CpuUncore or MachinePart.Platform;

    /// <summary>Reads a zone's name, and for a subzone its parent's; null for a domain that this version does not know.</summary>
    /// <param name="name">The zone's own name, e.g. <c>package-0</c>, <c>dram</c>.</param>
    /// <param name="parent">Name of the zone above; null at the top.</param>
    public static RaplDomain? Parse(string name, string? parent)
    {
        // The kernel names the first "psys" and, where each package has one, the others "psys-1" …
        if (PlatformName().Match(name) is { Success: true } platform)
            return new RaplDomain(MachinePart.Platform, Number(platform.Groups[1]) ?? 0);

        if (PackageName().Match(parent ?? name) is not { Success: true } package || Number(package.Groups[1]) is not { } cpu)
            return null;

        MachinePart? part = (parent is null ? "package" : name) switch
        {
            "package" => MachinePart.CpuPackage,
            "dram" => MachinePart.Dram,
            "core" => MachinePart.CpuCores,
            "uncore" => MachinePart.CpuUncore,
            _ => null,
        };
        return part is { } known ? new RaplDomain(known, cpu, Number(package.Groups[2])) : null;
    }

    private static int? Number(Group group) =>
        group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^package-(\d{1,4})(?:-die-(\d{1,4}))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^psys(?:-(\d{1,4}))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlatformName();
}
