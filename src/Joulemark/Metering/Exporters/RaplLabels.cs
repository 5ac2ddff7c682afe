using System.Globalization;
using System.Text.RegularExpressions;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// Says which CPU package a RAPL zone of node_exporter belongs to. Its <c>index</c> does not, save on packages themselves:
/// elsewhere it only counts zones of one name. The zone's path does: <c>intel-rapl:1:0</c> lies in <c>intel-rapl:1</c>,
/// numbers being hexadecimal.
/// </summary>
internal static partial class RaplLabels
{
    /// <summary>Label that we add: <c>cpu0</c>.</summary>
    public const string Cpu = "~cpu";

    /// <summary>Label that we add: the package's number.</summary>
    public const string Package = "~package";

    /// <summary>Label that we add where a zone is a second way to a counter that another zone has.</summary>
    public const string Duplicate = "~duplicate";

    /// <summary>The samples, those of RAPL zones with our labels.</summary>
    public static IReadOnlyList<MetricSample> Add(IReadOnlyList<MetricSample> samples)
    {
        if (!samples.Any(s => IsRapl(s)))
            return samples;
        var packages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sample in samples.Where(s => IsRapl(s) && IsPackage(s)))
        {
            if (Zone(sample) is { } zone && sample.Labels.TryGetValue("index", out var index))
                packages.TryAdd(zone, index);
        }

        return [.. samples.Select(s => IsRapl(s) ? Label(s, packages) : s)];
    }

    private static MetricSample Label(MetricSample sample, Dictionary<string, string> packages)
    {
        var labels = new Dictionary<string, string>(sample.Labels, StringComparer.Ordinal);
        if (sample.Labels.TryGetValue("path", out var path) && path.Contains("-mmio", StringComparison.Ordinal))
            labels[Duplicate] = "mmio";
        var zone = Zone(sample);
        var number = zone is null ? labels.GetValueOrDefault("index")
            : packages.GetValueOrDefault(zone) ?? int.Parse(zone, NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        if (number is not null)
        {
            labels[Package] = number;
            labels[Cpu] = "cpu" + number;
        }

        return sample with { Labels = labels };
    }

    private static bool IsRapl(MetricSample sample) => sample.Name.StartsWith("node_rapl_", StringComparison.Ordinal);

    private static bool IsPackage(MetricSample sample) =>
        sample.Name == "node_rapl_package_joules_total" || sample.Labels.GetValueOrDefault("rapl_zone") == "package";

    private static string? Zone(MetricSample sample) =>
        ZonePattern().Match(sample.Labels.GetValueOrDefault("path") ?? "") is { Success: true } match ? match.Groups["zone"].Value : null;

    [GeneratedRegex("-rapl(-mmio)?:(?<zone>[0-9a-f]{1,4})(:[0-9a-f]{1,4})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZonePattern();
}
