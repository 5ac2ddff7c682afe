using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Records;

namespace Joulemark.Metering.Hwmon;

/// <summary>One sensor of a chip that is in watts or joules; sysfs has them in millionths (Documentation/hwmon/sysfs-interface.rst).</summary>
/// <param name="Name">Its prefix, e.g. <c>power1</c>, <c>energy2</c>.</param>
/// <param name="Reading">Whether it counts joules or shows watts.</param>
/// <param name="File">The file that it is read from.</param>
/// <param name="Label">What the driver calls it; null where it does not.</param>
internal sealed partial record HwmonSensor(string Name, ReadingKind Reading, string File, string? Label)
{
    /// <summary>The number in its name.</summary>
    public int Number => int.Parse(SensorFile().Match(Path.GetFileName(File)).Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Whether a file is a sensor's value, and of which sensor: an average is taken before an instant.</summary>
    public static (string Name, ReadingKind Reading, bool Average)? Parse(string file)
    {
        if (SensorFile().Match(Path.GetFileName(file)) is not { Success: true } match)
            return null;
        var power = match.Groups["kind"].Value == "power";
        var average = match.Groups["value"].Value == "average";
        return power || !average
            ? ($"{match.Groups["kind"].Value}{match.Groups["number"].Value}", power ? ReadingKind.Power : ReadingKind.EnergyCounter, average)
            : null;
    }

    [GeneratedRegex("^(?<kind>power|energy)(?<number>[0-9]{1,4})_(?<value>average|input)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SensorFile();
}
