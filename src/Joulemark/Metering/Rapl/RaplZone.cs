using System.Globalization;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering.Rapl;

/// <summary>One zone's directory in the powercap tree.</summary>
/// <param name="Id">Its directory's name, e.g. <c>intel-rapl:0:2</c>.</param>
/// <param name="Directory">Its directory.</param>
/// <param name="Order">Numbers in its id, for a stable order: the kernel lists them in none.</param>
internal sealed record RaplZone(string Id, string Directory, (int Top, int Sub) Order)
{
    private const string Prefix = "intel-rapl:";

    /// <summary>The counter's file.</summary>
    public string EnergyFile => Path.Combine(Directory, "energy_uj");

    /// <summary>True for a zone below another.</summary>
    public bool IsSubzone => Order.Sub >= 0;

    /// <summary>The name that the kernel gives the zone; null where unreadable.</summary>
    public string? Name => SysfsText.Read(Directory, "name");

    /// <summary>What it measures; null where unreadable, or for a domain that this version does not know.</summary>
    public RaplDomain? Domain => Name is { } name ? RaplDomain.Parse(name, ParentName) : null;

    /// <summary>Its name for people, with its parent's.</summary>
    public string Label => ParentName is { } parent ? $"{parent} {Name}" : Name ?? Id;

    /// <summary>Microjoules at which the counter wraps; null where the kernel does not say.</summary>
    public double? RangeMicrojoules => SysfsText.ReadPositive(Directory, "max_energy_range_uj");

    /// <summary>Most microwatts that the zone's first constraint can be set to; null where the kernel does not say.</summary>
    public double? MaxMicrowatts => SysfsText.ReadPositive(Directory, "constraint_0_max_power_uw");

    /// <summary>Name of the zone above; null at the top or where unreadable.</summary>
    private string? ParentName => IsSubzone ? SysfsText.Read(Directory[..Directory.LastIndexOf(':')], "name") : null;

    /// <summary>
    /// Every zone of the MSR or TPMI driver in a powercap directory, in order. <c>intel-rapl-mmio</c> is left out: it is a
    /// second way to the same package counter.
    /// </summary>
    /// <param name="powercap">The directory <c>class/powercap</c>.</param>
    public static IReadOnlyList<RaplZone> List(string powercap)
    {
        try
        {
            // Entries are links. A container's mask leaves them dangling, and those are entries still.
            return [.. System.IO.Directory.EnumerateFileSystemEntries(powercap).Select(Parse).OfType<RaplZone>().OrderBy(z => z.Order)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads a directory's name: the numbers in it are hexadecimal.</summary>
    public static RaplZone? Parse(string directory)
    {
        var id = Path.GetFileName(directory);
        if (!id.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var numbers = id[Prefix.Length..].Split(':');
        return numbers.Length <= 2 && Hex(numbers[0]) is { } top && (numbers.Length == 1 ? -1 : Hex(numbers[1])) is { } sub
            ? new RaplZone(id, directory, (top, sub)) : null;
    }

    private static int? Hex(string text) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
}
