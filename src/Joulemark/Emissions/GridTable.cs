using System.Globalization;
using System.Reflection;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Storage;

namespace Joulemark.Emissions;

/// <summary>A dated table of grids: the one that ships with this version, or a user's own.</summary>
internal sealed class GridTable
{
    /// <summary>The columns, in their order.</summary>
    public const string Header = "codes,name,year,gco2e_per_kwh,basis,source";

    private const int MostNames = 3;
    private const int OldestYear = 1990;
    private const double MostGrams = 5000; // the worst grid of any country is at about 1,300; kilograms or pounds per MWh would be lower, not higher
    private static readonly string[] Bases = ["life-cycle", "generation"];
    private readonly List<GridIntensity> _grids = [];
    private readonly List<Diagnostic> _problems = [];
    private readonly string? _file;

    private GridTable(string? file) => _file = file;

    /// <summary>The table that ships with this version.</summary>
    public static GridTable BuiltIn { get; } = Load();

    public IReadOnlyList<GridIntensity> Grids => _grids;

    /// <summary>Reads a user's table.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read, or has mistakes: all of them are listed.</exception>
    public static GridTable ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7092", DiagnosticSeverity.Error, $"the grid table '{path}' cannot be read: {FileFailure.Why(e, path)}", $"It is a file of lines {Header} (docs/disclosure.md)."));
        }
    }

    /// <summary>Reads a table from text.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it has mistakes.</exception>
    public static GridTable Read(TextReader text, string file)
    {
        var table = new GridTable(file);
        table.Read(text);
        return table._problems.Count == 0 ? table : throw new JoulemarkException(ExitCode.BadUsage, table._problems);
    }

    /// <summary>The grid of a region, by code or by name.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: there is none; the nearest names are said.</exception>
    public GridIntensity Find(string region)
    {
        var wanted = region.Trim();
        if (_grids.Find(g => g.Codes.Append(g.Name).Contains(wanted, StringComparer.OrdinalIgnoreCase)) is { } found)
            return found;
        var nearest = _grids.OrderBy(g => Distance(wanted, g)).ThenBy(g => g.Region, StringComparer.Ordinal).Take(MostNames).Select(g => $"{g.Name} ({string.Join(", ", g.Codes)})");
        throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7091", DiagnosticSeverity.Error,
            $"--grid: {(_file is null ? "the table of this version" : $"'{_file}'")} has no region '{region}'; nearest are {string.Join("; ", nearest)}",
            "Name one of them, give a table of your own with --grid-table FILE, or the figure itself with --intensity."));
    }

    private static int Distance(string wanted, GridIntensity grid) =>
        grid.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? 0 : grid.Codes.Append(grid.Name).Min(n => NearestName.Distance(wanted, n));

    private void Read(TextReader text)
    {
        var (number, isHeader, places) = (0, true, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase));
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Trim().Length == 0 || line[0] == '#')
                continue;
            if (isHeader)
            {
                isHeader = false;
                if (line.Trim() == Header)
                    continue;
                Report(number, $"the first line is '{line}'", $"It names the columns: {Header}");
                return;
            }

            if (ReadLine(line, number) is not { } grid)
                continue;
            foreach (var name in grid.Codes.Append(grid.Name).Distinct(StringComparer.OrdinalIgnoreCase).Where(n => !places.TryAdd(n, number)))
                Report(number, $"'{name}' is there twice, first in line {places[name]}", "Keep one of the two: a region has one figure.");
            _grids.Add(grid);
        }

        if (_grids.Count == 0 && _problems.Count == 0)
            Report(number, "there is no region in it", $"A line has {Header}");
    }

    private GridIntensity? ReadLine(string line, int number)
    {
        var fields = line.Split(',', Header.Split(',').Length, StringSplitOptions.TrimEntries); // the source may hold commas
        if (fields.Length < Header.Split(',').Length || fields.Any(f => f.Length == 0))
        {
            Report(number, $"'{line}' does not have every column", $"A line has {Header}: a figure without its year and source is not used.");
            return null;
        }

        var before = _problems.Count;
        if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < OldestYear or > 2999)
            Report(number, $"'{fields[2]}' is not a year from {OldestYear}", "Give the year that the figure is of: 2024.");
        if (!double.TryParse(fields[3], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grams) || !(grams > 0 && grams <= MostGrams))
            Report(number, $"'{fields[3]}' is not a number of grams of CO2e per kilowatt-hour above 0 and up to {MostGrams.ToString(CultureInfo.InvariantCulture)}", "1 lb/MWh is 0.4536 g/kWh; 1 kg/MWh and 1 t/GWh are 1 g/kWh.");
        if (!Bases.Contains(fields[4], StringComparer.Ordinal))
            Report(number, $"'{fields[4]}' is not one of {string.Join(", ", Bases)}", "Say what is in the figure: the plants' own emissions (generation), or fuel supply and building too (life-cycle).");
        return _problems.Count > before ? null : new GridIntensity
        {
            Codes = fields[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), Name = fields[1], Year = year, GramsPerKilowattHour = grams, Basis = fields[4], Source = fields[5],
        };
    }

    private void Report(int line, string message, string remedy) =>
        _problems.Add(new Diagnostic("JM7092", DiagnosticSeverity.Error, $"grid table: {message}", remedy) { File = _file, Line = line, Column = 1 });

    private static GridTable Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("grid-intensity.csv") ?? throw new InvalidOperationException("The grid table is not embedded.");
        using var reader = new StreamReader(stream);
        var table = new GridTable(null);
        table.Read(reader);
        return table._problems.Count == 0 ? table : throw new InvalidOperationException($"grid-intensity.csv: {table._problems[0]}");
    }
}
