using System.Globalization;
using System.Text.RegularExpressions;

namespace Joulemark.Records;

/// <summary>How the CPU time that others took is said in a record.</summary>
internal static partial class BackgroundAccount
{
    /// <summary>What was seen.</summary>
    /// <param name="share">Share of all CPUs.</param>
    /// <param name="names">Who it was, the busiest first.</param>
    public static string Of(double share, IEnumerable<string> names) => string.Create(CultureInfo.InvariantCulture, $"others kept {share:P0} of the CPUs busy: {string.Join(", ", names)}");

    /// <summary>What a record says; where that is more than all CPUs, as older versions counted the children of processes, it is not passed on as if it were a figure.</summary>
    public static string Held(string message) =>
        Share().Match(message) is { Success: true } found && double.Parse(found.Groups[1].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) > 100
            ? $"others kept the CPUs busy; by how much and who it was cannot be told, as the record says {found.Groups[1].Value} % of all CPUs, which cannot be" : message;

    [GeneratedRegex("^others kept ([0-9,]+) % of the CPUs busy", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Share();
}
