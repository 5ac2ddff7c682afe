using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Comparison.Recommending;

/// <summary>What a user asks of a recommendation.</summary>
internal sealed record RecommendationOptions
{
    /// <summary>The greatest price, and the greatest intensity, that may be given.</summary>
    public const double MostPrice = 1e12;

    /// <summary>The greatest PUE that may be given.</summary>
    public const double MostPue = 100;

    // Beyond them are slips only, and products with them that no number holds.
    private const double LeastPrice = 1e-12;
    private const string Range = " (from 1e-12 to 1e12)";

    public RecommendationGoal Minimize { get; init; } = RecommendationGoal.Energy;

    /// <summary>Objectives by name, in seconds; empty for those of the specs.</summary>
    public IReadOnlyDictionary<string, double> Objectives { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public double? MinAccuracy { get; init; }

    /// <summary>Per kilowatt-hour.</summary>
    public double? Tariff { get; init; }

    public double Pue { get; init; } = 1;

    /// <summary>Grams per kilowatt-hour.</summary>
    public double? Intensity { get; init; }

    /// <summary>Where the intensity comes from; null where the user gave the figure, or none.</summary>
    public string? IntensitySource { get; init; }

    public double? HardwareCostPerHour { get; init; }

    /// <summary>Price of an hour of the hardware that a run was measured on, by the run's name; of the other runs it is <see cref="HardwareCostPerHour"/>.</summary>
    public IReadOnlyDictionary<string, double> HardwarePrices { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>True where hardware has a price.</summary>
    public bool HasHardware => HardwareCostPerHour is not null || HardwarePrices.Count > 0;

    /// <summary>Price of an hour of the hardware of a run; null where none was given.</summary>
    public double? HardwareOf(string run) => HardwarePrices.TryGetValue(run, out var price) ? price : HardwareCostPerHour;

    /// <summary>Reads prices of hardware: <c>RUN=PRICE</c>.</summary>
    /// <param name="texts">What the user wrote.</param>
    /// <param name="runs">The runs that are chosen from, by their names and their folders' full paths.</param>
    /// <exception cref="JoulemarkException">Exit code 2: all that is wrong.</exception>
    public static IReadOnlyDictionary<string, double> ParseHardware(IEnumerable<string> texts, IReadOnlyDictionary<string, string> runs)
    {
        var (prices, problems) = (new Dictionary<string, double>(StringComparer.Ordinal), new List<Diagnostic>());
        foreach (var text in texts)
        {
            var equals = text.LastIndexOf('=');
            var (name, value) = equals > 0 ? (text[..equals].TrimEnd('/'), text[(equals + 1)..]) : (text, "");
            if (!runs.TryGetValue(name, out var run) && !runs.TryGetValue(Path.GetFullPath(name), out run))
                problems.Add(new Diagnostic("JM7044", DiagnosticSeverity.Error, $"--hardware-price: '{name}' is none of the runs that are chosen from{NearestName.Suggestion(name, runs.Keys)}", "Name a run as it is named in the command, with the price of an hour: --hardware-price RUN=2.50."));
            else if (SpecValueParser.Number(SpecValueType.Number, value) is not { } price || !IsPrice(price))
                problems.Add(new Diagnostic("JM7042", DiagnosticSeverity.Error, $"--hardware-price {name}: '{value}' is not a number above 0{Range}", "Give the price of an hour of that run's machine: --hardware-price RUN=2.50."));
            else if (!prices.TryAdd(run, price))
                problems.Add(new Diagnostic("JM7044", DiagnosticSeverity.Error, $"--hardware-price {name} is given twice", "Give it once."));
        }

        return problems.Count == 0 ? prices : throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>Where one run's hardware has a price, every run's must: else the others would be free.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: runs without a price.</exception>
    public void CheckHardware(IEnumerable<string> runs)
    {
        List<Diagnostic> problems = [.. !HasHardware ? [] : runs.Distinct(StringComparer.Ordinal).Where(r => HardwareOf(r) is null).Select(r => new Diagnostic("JM7044", DiagnosticSeverity.Error,
            $"the hardware of {r} has no price, while that of others has", $"Give it: --hardware-price {r}=PRICE, or --hardware-cost-per-hour for all that are not named."))];
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>Keys that may differ because the choice is about them, beside the model, the machine and what the runs vary.</summary>
    public IReadOnlyList<string> Isolate { get; init; } = [];

    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Reads objectives as a spec writes them: <c>ttft-p99=500ms</c>.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: all that is wrong.</exception>
    public static IReadOnlyDictionary<string, double> ParseObjectives(IEnumerable<string> texts)
    {
        const string section = "objectives.";
        var (objectives, problems) = (new Dictionary<string, double>(StringComparer.Ordinal), new List<Diagnostic>());
        foreach (var text in texts)
        {
            var (name, value) = text.Split('=', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : (text, "");
            var names = SpecKeys.ByPath.Keys.Where(k => k.StartsWith(section, StringComparison.Ordinal)).Select(k => k[section.Length..]);
            if (!SpecKeys.ByPath.TryGetValue(section + name, out var key))
                problems.Add(new Diagnostic("JM7040", DiagnosticSeverity.Error, $"--objective: there is no objective '{name}'{NearestName.Suggestion(name, names)}", "Name one as in a spec, with its limit: --objective ttft-p99=500ms."));
            else if (SpecValueParser.Problem(key, value) is { } problem)
                problems.Add(new Diagnostic("JM7040", DiagnosticSeverity.Error, $"--objective {name}: {problem}", $"Give a limit with its unit: --objective {name}=500ms."));
            else if (!objectives.TryAdd(name, SpecValueParser.Seconds(value)!.Value))
                problems.Add(new Diagnostic("JM7040", DiagnosticSeverity.Error, $"--objective {name} is given twice", "Give it once."));
        }

        return problems.Count == 0 ? objectives : throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <exception cref="JoulemarkException">Exit code 2: a price is missing that the goal needs, or is none.</exception>
    public void Check()
    {
        List<Diagnostic> problems = [];
        void Require(bool holds, string id, string message, string remedy)
        {
            if (!holds)
                problems.Add(new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
        }

        Require(Minimize != RecommendationGoal.Cost || Tariff is not null, "JM7041", "--minimize cost needs the price of a kilowatt-hour, which nobody gave", "Give your tariff, in your currency: --tariff 0.30.");
        Require(Minimize != RecommendationGoal.Carbon || Intensity is not null, "JM7041", "--minimize carbon needs the grid's grams of CO2e per kilowatt-hour, which nobody gave", "Give it: --intensity 350, as your supplier or grid operator publishes it, or a country's average: --grid DE.");
        Require(!HasHardware || Tariff is not null, "JM7041", "a price of hardware needs the price of a kilowatt-hour beside it", "Give your tariff, in the same currency: --tariff 0.30.");
        Require(Tariff is null || IsPrice(Tariff), "JM7042", $"--tariff is {Shown(Tariff)}; it must be a number above 0{Range}", "Give the price of a kilowatt-hour: --tariff 0.30.");
        Require(Intensity is null || IsPrice(Intensity), "JM7042", $"--intensity is {Shown(Intensity)}; it must be a number above 0{Range}", "Give grams of CO2e per kilowatt-hour: --intensity 350.");
        Require(HardwareCostPerHour is null || IsPrice(HardwareCostPerHour), "JM7042", $"--hardware-cost-per-hour is {Shown(HardwareCostPerHour)}; it must be a number above 0{Range}", "Give the price of an hour, or leave it out.");
        Require(Pue is >= 1 and <= MostPue, "JM7042", string.Create(CultureInfo.InvariantCulture, $"--pue is {Shown(Pue)}; it must be a number of at least 1 (and at most {MostPue})"), "It is the energy of the data centre per energy of the machine: --pue 1.3.");
        Require(MinAccuracy is null or (>= 0 and <= 1), "JM7042", $"--min-accuracy is {Shown(MinAccuracy is { } share ? Math.Round(share * 100, 6) : null)} %; it must be from 0 to 100 %", "Give it as a share: --min-accuracy 70%.");
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    private static string Shown(double? number) => number switch
    {
        double.PositiveInfinity => "infinite",
        double.NegativeInfinity => "−infinite",
        { } n when double.IsNaN(n) => "not a number",
        var n => n?.ToString(CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>True for a price, or an intensity, that may be given.</summary>
    public static bool IsPrice(double? price) => price is >= LeastPrice and <= MostPrice;
}
