using System.Text.RegularExpressions;

namespace Joulemark.Metering.Exporters;

/// <summary>Brings a device's identity, as an exporter writes it, into the one form that every source uses.</summary>
internal static partial class DeviceIdentity
{
    /// <summary>The identity; null for an empty one, and for that of a part of a device (a MIG instance).</summary>
    public static string? Canonical(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.StartsWith("MIG-", StringComparison.Ordinal))
            return null;
        return PciPattern().Match(text) is { Success: true } pci
            ? $"pci:{pci.Groups["domain"].Value}:{pci.Groups["place"].Value}".ToLowerInvariant() : text;
    }

    // The domain has four digits in sysfs and eight in some vendors' tools.
    [GeneratedRegex("^(pci:)?(0000)?(?<domain>[0-9a-f]{4}):(?<place>[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PciPattern();
}
