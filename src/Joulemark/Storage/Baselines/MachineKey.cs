using System.Security.Cryptography;
using System.Text;
using Joulemark.Machines;

namespace Joulemark.Storage.Baselines;

/// <summary>
/// Which machine a baseline is of, by what it is and not by how it is set: settings are for the comparison to judge, which says
/// what differs, while a baseline that is not found says nothing.
/// </summary>
internal static class MachineKey
{
    private static readonly string[] Identity =
        ["machine.vendor", "machine.product", "machine.virtual", "cpu.model", "cpu.packages", "cpu.logical", "gpu.count", "gpu.model", "gpu.others"];

    /// <summary>Twelve hexadecimal digits; the same for machines of one kind.</summary>
    public static string Of(MachineSnapshot machine)
    {
        var memory = machine.Fingerprint.GetValueOrDefault("memory.gib") is { } text && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var gib)
            ? Math.Round(gib / 8).ToString(System.Globalization.CultureInfo.InvariantCulture) : ""; // firmware and kernel keep a little for themselves
        var lines = Identity.Select(k => $"{k}={machine.Fingerprint.GetValueOrDefault(k)}").Append($"memory={memory}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..12];
    }
}
