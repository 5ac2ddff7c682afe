using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>What a zone's name says it measures.</summary>
/// <param name="Channel">Name of its channel, e.g. <c>cpu0-package</c>.</param>
/// <param name="Part">Which part of the machine it covers.</param>
/// <param name="Package">Number of the CPU package.</param>
internal sealed partial record RaplDomain(string Channel, MachinePart Part, int Package)
{
    /// <summary>
    /// True when another zone counts the same joules: cores and uncore lie inside the package, and the platform holds
    /// packages and memory. DRAM is not in this list: it sits below the package in the tree, but the package's counter
    /// leaves it out.
    /// </summary>
    public bool Overlaps => Part is MachinePart.CpuCores or MachinePart.CpuUncore or MachinePart.Platform;

    /// <summary>Reads a zone's name, and for a subzone its parent's; null for a domain that this version does not know.</summary>
    /// <param name="name">The zone's own name, e.g. <c>package-0</c>, <c>dram</c>.</param>
    /// <param name="parent">Name of the zone above; null at the top.</param>
    public static RaplDomain? Parse(string name, string? parent)
    {
        if (PlatformName().Match(name) is { Success: true } platform)
        {
            // The kernel names the first "psys" and, where each package has one, the others "psys-1" …
            var number = Number(platform.Groups[1]);
            return new RaplDomain(number == 0 ? "platform" : $"platform{Invariant(number)}", MachinePart.Platform, number);
        }

        if (PackageName().Match(parent ?? name) is not { Success: true } package)
            return null;

        var cpu = Number(package.Groups[1]);
        var prefix = package.Groups[2].Success ? $"cpu{Invariant(cpu)}-die{Invariant(Number(package.Groups[2]))}" : $"cpu{Invariant(cpu)}";
        return (parent is null ? "package" : name) switch
        {
            "package" => new RaplDomain($"{prefix}-package", MachinePart.CpuPackage, cpu),
            "dram" => new RaplDomain($"{prefix}-dram", MachinePart.Dram, cpu),
            "core" => new RaplDomain($"{prefix}-cores", MachinePart.CpuCores, cpu),
            "uncore" => new RaplDomain($"{prefix}-uncore", MachinePart.CpuUncore, cpu),
            _ => null,
        };
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^package-(\d{1,4})(?:-die-(\d{1,4}))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^psys(?:-(\d{1,4}))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlatformName();
}
