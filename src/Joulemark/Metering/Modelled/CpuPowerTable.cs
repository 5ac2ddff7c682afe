using System.Globalization;
using System.Reflection;

namespace Joulemark.Metering.Modelled;

/// <summary>
/// Thermal design power by CPU model, from an embedded, dated table (<c>cpu-power.csv</c>: pattern, tdp_w, threads;
/// the first pattern found in the model's name wins).
/// </summary>
internal sealed class CpuPowerTable
{
    private readonly List<CpuPowerEntry> _entries = [];

    private CpuPowerTable(TextReader csv)
    {
        while (csv.ReadLine() is { } line)
        {
            if (line.StartsWith("# date:", StringComparison.Ordinal))
                Date = line["# date:".Length..].Trim();
            if (line.Length == 0 || line[0] == '#' || line.StartsWith("pattern,", StringComparison.Ordinal))
                continue;
            var fields = line.Split(',');
            _entries.Add(new CpuPowerEntry(fields[0], double.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The table that ships with this version.</summary>
    public static CpuPowerTable BuiltIn { get; } = Load();

    /// <summary>When the table was made.</summary>
    public string Date { get; } = "undated";

    /// <summary>All entries, in the order they are tried.</summary>
    public IReadOnlyList<CpuPowerEntry> Entries => _entries;

    /// <summary>The entry for a CPU's own model name; null when the table does not know it.</summary>
    public CpuPowerEntry? Find(string? model) =>
        model is null ? null : _entries.Find(e => model.Contains(e.Pattern, StringComparison.OrdinalIgnoreCase));

    private static CpuPowerTable Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("cpu-power.csv")
            ?? throw new InvalidOperationException("The CPU power table is not embedded.");
        using var reader = new StreamReader(stream);
        return new CpuPowerTable(reader);
    }
}
