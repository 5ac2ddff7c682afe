using System.Text.RegularExpressions;

namespace Joulemark.Storage.Import;

/// <summary>Which columns of a power log hold what, found by the names that the user gave or that nvidia-smi gives.</summary>
internal sealed partial class PowerColumns
{
    private static readonly string[] NvidiaDevices = ["uuid", "gpu_uuid", "index", "gpu_index", "pci.bus_id", "gpu_bus_id", "serial"];
    private readonly string _path;
    private readonly List<string> _header;

    /// <exception cref="Diagnostics.JoulemarkException">JM4062, JM4063: a column is not named, or not there; a unit is not named.</exception>
    public PowerColumns(PowerLogOptions options, List<string> header)
    {
        (_path, _header) = (options.Path, header);
        var nvidia = options.Columns.Count == 0 ? Find("power.draw") ?? Find("power.draw.instant") ?? Find("power.draw.average") : null;
        if (options.Columns.Count == 0 && nvidia is null)
            throw ImportProblem.Of("JM4062", $"no column of power is named, and '{_path}' has no power.draw of nvidia-smi's", $"Name it with --power-column. There are: {Names}");
        Power = options.Columns.Count == 0 ? [nvidia!.Value] : [.. options.Columns.Select(c => Find(c) ?? throw Missing("--power-column", c))];
        IsNvidia = Power.TrueForAll(p => WithoutUnit(header[p]).StartsWith("power.draw", StringComparison.OrdinalIgnoreCase));
        Time = options.TimeColumn is { } time ? Find(time) ?? throw Missing("--time-column", time)
            : Find("timestamp") is { } stamp && IsNvidia ? stamp
            : throw ImportProblem.Of("JM4062", "no column of time is named", $"Name it with --time-column. There are: {Names}");
        Device = options.DeviceColumn is { } device ? Find(device) ?? throw Missing("--device-column", device)
            : IsNvidia ? NvidiaDevices.Select(Find).FirstOrDefault(d => d is not null) : null;
        Units = [.. Power.Select(p => options.Unit ?? UnitOf(header[p]))];
    }

    /// <summary>What separates the log's fields.</summary>
    public char Separator { get; init; } = ',';

    public int Time { get; }

    public List<int> Power { get; }

    /// <summary>Unit of each column of power; null where only the values may name it.</summary>
    public IReadOnlyList<string?> Units { get; }

    /// <summary>Column that says which device a row is of; null for none.</summary>
    public int? Device { get; }

    /// <summary>True for a log of nvidia-smi's.</summary>
    public bool IsNvidia { get; }

    public string Name(int column) => _header[column];

    private string Names => string.Join(", ", _header.Select(h => $"'{h}'"));

    // The name as it stands, then without its unit in brackets, whatever its case.
    private int? Find(string name) =>
        Index(h => h == name) ?? Index(h => string.Equals(h, name, StringComparison.OrdinalIgnoreCase)) ?? Index(h => string.Equals(WithoutUnit(h), name, StringComparison.OrdinalIgnoreCase));

    private int? Index(Predicate<string> matches) => _header.FindIndex(matches) is >= 0 and var index ? index : null;

    private Diagnostics.JoulemarkException Missing(string option, string name) =>
        ImportProblem.Of("JM4063", $"'{_path}' has no column '{name}'", $"Give {option} one of: {Names}");

    private static string WithoutUnit(string header) => UnitPattern().Replace(header, "").Trim();

    private static string? UnitOf(string header) => UnitPattern().Match(header) is { Success: true } match ? match.Groups["unit"].Value : null;

    [GeneratedRegex(@"\s*[\[(](?<unit>mW|W|kW)[\])]\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnitPattern();
}
