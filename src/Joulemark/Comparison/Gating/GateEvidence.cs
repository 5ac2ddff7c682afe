using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Comparison.Gating;

/// <summary>What a rule was judged by, in a sentence: the figures, and the limit.</summary>
internal static class GateEvidence
{
    /// <summary>Of a change by a share.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="change">Candidate ÷ baseline.</param>
    /// <param name="bound">Its limit.</param>
    /// <param name="figures">The figures, by <see cref="Against"/>.</param>
    public static string Ratio(string metric, Interval change, GateBound bound, string figures) =>
        $"{metric} {Signed(change.Value - 1)} ({Range(change, bound, 1, Signed)}): {figures}; the limit is {Limit(bound.Limit - 1)} %";

    /// <summary>Of a change in points.</summary>
    public static string Points(string metric, Interval change, GateBound bound, string shares) =>
        $"{metric} {Hundredths(change.Value)} points ({Range(change, bound, 0, Hundredths)}): {shares}; the limit is {Limit(bound.Limit)} points";

    /// <summary>Of an amount.</summary>
    public static string Amount(string metric, string figure, GateBound bound, string unit) =>
        $"{metric} is {figure}; the limit is at {(bound.IsMost ? "most" : "least")} {GateRuleName.Amount(bound.Limit, unit)}";

    /// <summary>A figure with its interval.</summary>
    public static string Show(Estimate figure) => Figures.Value(figure) + (Figures.Range(figure) is { } range ? $" ({range})" : "");

    /// <summary>Both figures; and why the change is not that of the means shown, where it is not.</summary>
    public static string Against(Estimate baseline, Estimate candidate, Estimate change, string overBaseline = "", string overCandidate = "") =>
        $"{Show(candidate)}{overCandidate} against {Show(baseline)}{overBaseline}"
        + (MeansApart.Quotient(baseline, candidate, change) is { } quotient ? $" (arithmetic means, {Signed(quotient - 1)} apart; the change is of geometric ones)" : "");

    /// <summary>The shares that differ.</summary>
    public static string Shares(Estimate baseline, Estimate candidate, string overBaseline = "", string overCandidate = "") =>
        $"{Figures.Percent(candidate.Value)}{overCandidate} against {Figures.Percent(baseline.Value)}{overBaseline}";

    /// <summary>The shares that differ; of accuracy those of the items that both answered, which are all that a difference is made of.</summary>
    public static string Shares(Estimate baseline, Estimate candidate, (int Items, int RightFrom, int RightTo)? common)
    {
        var all = Shares(baseline, candidate);
        return common is not { } both || (both.Items == baseline.N && both.Items == candidate.N) ? all : string.Create(CultureInfo.InvariantCulture,
            $"{Figures.Percent((double)both.RightTo / both.Items)} against {Figures.Percent((double)both.RightFrom / both.Items)} of the {both.Items} items that both answered ({all} of {candidate.N} and {baseline.N} in all)");
    }

    private static string Signed(double change, int more = 0) => Hundredths(change, more) + " %";

    private static string Hundredths(double share, int more = 0) => (share * 100).ToString(Digits(more), CultureInfo.InvariantCulture);

    // As it was set, and not rounded to what it was not.
    private static string Limit(double share) => Math.Round(share * 100, 10).ToString("+0.0#########;−0.0#########;±0.0", CultureInfo.InvariantCulture);

    private static string Digits(int more) => new string('0', 1 + more) is var digits ? $"+0.{digits};−0.{digits};±0.{digits}" : "";

    /// <summary>Both ends, less <paramref name="one"/>, with as many digits as tell them from each other, and on which side of the limit they are.</summary>
    private static string Range(Interval interval, GateBound bound, double one, Func<double, int, string> words)
    {
        const int most = 5;
        if (interval is not { Lower: { } lower, Upper: { } upper })
            return "no interval";
        var more = 0;
        while (more < most && (IsMoved(lower, more) || IsMoved(upper, more)))
            more++;
        return Figures.Ends(lower - one, upper - one, (end, finer) => words(end, (more < most ? more : 0) + finer));

        bool IsMoved(double end, int digits) => Math.Sign(Math.Round(100 * (end - one), 1 + digits) - Math.Round(100 * (bound.Limit - one), 10)) != Math.Sign(Math.Round(100 * (end - bound.Limit), 10));
    }
}
