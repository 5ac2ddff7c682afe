using Joulemark.Analysis.Metrics;
using Joulemark.Comparison.Starts;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Recommending;

/// <summary>What requests, and runs of a command, cost, from the joules and the time of each window, so that every price has the interval of what it is made from.</summary>
internal sealed class Prices(RecommendationOptions options)
{
    /// <summary>How the unit ends of what is of one run of a command.</summary>
    public const string PerRun = "/run";

    private const double Thousand = 1000;
    private const double SecondsPerHour = 3600;

    /// <summary>How many requests, or runs of a command, costs and emissions are made of: nobody runs a command a thousand times to know what it costs.</summary>
    public static double Count(Analysis.ConfigurationEvidence evidence) => evidence.IsCommand ? 1 : Thousand;

    /// <summary>Cost of 1,000 requests, or of one run of a command; null without a tariff.</summary>
    public Estimate? Cost(Contender contender) => options.Tariff is not { } tariff ? null
        : !options.HasHardware ? contender.Energy.Times(Count(contender.Evidence) * options.Pue * tariff / Energy.JoulesPerKilowattHour, $"currency{Per(contender)}")
        : OverStarts(contender, CostMetric(tariff)) with { Unit = $"currency{Per(contender)}" };

    /// <summary>Grams of 1,000 requests, or of one run of a command; null without an intensity.</summary>
    public Estimate? Carbon(Contender contender) => options.Intensity is not { } intensity ? null
        : contender.Energy.Times(Count(contender.Evidence) * options.Pue * intensity / Energy.JoulesPerKilowattHour, $"gCO2e{Per(contender)}");

    /// <summary>What is made least.</summary>
    public Estimate Score(Contender contender) => options.Minimize switch
    {
        RecommendationGoal.Cost => Cost(contender)!,
        RecommendationGoal.Carbon => Carbon(contender)!,
        RecommendationGoal.EnergyPerCorrect => contender.Figure(WindowMetrics.EnergyPerCorrect),
        _ => contender.Energy,
    };

    /// <summary>The score window by window, for ratios: what only scales joules has the ratio of the joules.</summary>
    public WindowMetric ScoreMetric =>
        options is { Minimize: RecommendationGoal.Cost, Tariff: { } tariff, HasHardware: true } ? CostMetric(tariff)
        : WindowMetrics.Get(options.Minimize == RecommendationGoal.EnergyPerCorrect ? WindowMetrics.EnergyPerCorrect : WindowMetrics.EnergyPerRequest);

    /// <summary>Hours that a request keeps the hardware, at the load that was measured; null without windows.</summary>
    public static double? HoursPerRequest(Contender contender) => OverStarts(contender, Hours).Value;

    /// <summary>Kilowatt-hours of a request, the data centre's share included.</summary>
    public double KilowattHours(Contender contender) => contender.Energy.Value!.Value * options.Pue / Energy.JoulesPerKilowattHour;

    private const string PerThousand = "/1000 requests";

    private static string Per(Contender contender) => contender.Evidence.IsCommand ? PerRun : PerThousand;

    private static WindowMetric Hours { get; } = new("hours_per_request", "h/request",
        (_, w) => w.Counts.RequestEquivalents > 0 ? w.Duration.TotalSeconds / SecondsPerHour / w.Counts.RequestEquivalents : null);

    /// <summary>A metric that is made of windows for the purpose, over the starts of a contender.</summary>
    private static Estimate OverStarts(Contender contender, WindowMetric metric)
    {
        List<Estimate> figures = [.. contender.Starts.Select(s => metric.Estimate(s.Evidence))];
        return figures.Find(f => f.Value is null) ?? StartFigures.Mean(figures);
    }

    private WindowMetric CostMetric(double tariff)
    {
        var energy = WindowMetrics.Get(WindowMetrics.EnergyPerRequest);
        return new WindowMetric("cost_per_1000_requests", $"currency{PerThousand}", (e, w) =>
            Count(e) * ((energy.Value(e, w) * options.Pue / Energy.JoulesPerKilowattHour * tariff) + (Hours.Value(e, w) * options.HardwareOf(e.Header.Id))));
    }
}
