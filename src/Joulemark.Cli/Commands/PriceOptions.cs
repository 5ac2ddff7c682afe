using System.CommandLine;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Emissions;

namespace Joulemark.Cli.Commands;

/// <summary>What electricity and hardware cost and what electricity emits, as several commands ask for it.</summary>
internal sealed class PriceOptions
{
    private readonly Option<double?> _tariff = Options.Number("--tariff", "Price of a kilowatt-hour, in your currency.");
    private readonly Option<double?> _pue = Options.Number("--pue", "Energy of the data centre per energy of the machine. [default: 1]");
    private readonly Option<double?> _intensity = Options.Number("--intensity", "Grams of CO2e per kilowatt-hour of your grid.", "--carbon-intensity");
    private readonly Option<string?> _grid = new("--grid") { Description = "Take the grid's intensity from a dated table: a country by name or ISO code, EU or WORLD.", HelpName = "REGION" };
    private readonly Option<string?> _table = new("--grid-table") { Description = $"A table of your own for --grid, of lines {GridTable.Header}.", HelpName = "FILE" };
    private readonly Option<double?> _hardware = Options.Number("--hardware-cost-per-hour", "Price of an hour of the hardware, in the tariff's currency.");

    private Option[] All => [_tariff, _pue, _intensity, _grid, _table, _hardware];

    /// <summary>True when any of them is given.</summary>
    public bool AreGiven(ParseResult parsed) => All.Any(o => parsed.GetResult(o) is { Implicit: false });

    /// <summary>The prices, not checked yet, and where a table has the intensity, its grid.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: the intensity is given twice, its region is unknown, or the table broken.</exception>
    public (RecommendationOptions Prices, GridIntensity? Grid) Of(ParseResult parsed)
    {
        var (intensity, grid) = Intensity(parsed);
        return (new RecommendationOptions
        {
            Tariff = parsed.GetValue(_tariff),
            Pue = parsed.GetValue(_pue) ?? 1,
            Intensity = intensity,
            IntensitySource = grid?.ToString(),
            HardwareCostPerHour = parsed.GetValue(_hardware),
        }, grid);
    }

    /// <summary>The prices, checked; null where none is given.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: all that is wrong.</exception>
    public RecommendationOptions? Checked(ParseResult parsed)
    {
        if (!AreGiven(parsed))
            return null;
        var prices = Of(parsed).Prices;
        prices.Check();
        return prices;
    }

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    private (double? Intensity, GridIntensity? Grid) Intensity(ParseResult parsed)
    {
        var (given, region, file) = (parsed.GetValue(_intensity), parsed.GetValue(_grid), parsed.GetValue(_table));
        if (given is not null && region is not null)
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7093", DiagnosticSeverity.Error, "--intensity and --grid both say what the grid emits", "Give one of them."));
        if (file is not null && region is null)
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7093", DiagnosticSeverity.Error, "--grid-table is given, and no region to look up in it", "Name one: --grid REGION."));
        if (region is null)
            return (given, null);
        var grid = (file is null ? GridTable.BuiltIn : GridTable.ReadFile(file)).Find(region);
        return (grid.GramsPerKilowattHour, grid);
    }
}
