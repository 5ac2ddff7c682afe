using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>What would decide a comparison whose repeats do not tell, and which figures could not be compared at all.</summary>
internal static class UndecidedNotes
{
    /// <summary>Of a comparison that the windows do not decide; a gate says so of its rules instead.</summary>
    public const string Undecided = "JM7082";

    /// <summary>Of the figure that a comparison is about.</summary>
    /// <param name="headline">The figure; null where none has a ratio.</param>
    /// <param name="ofWindows">Its ratio, where it is one of windows.</param>
    /// <param name="other">What is compared with the baseline.</param>
    /// <param name="margin">Relative difference that does not matter.</param>
    /// <param name="confidence">Of the intervals.</param>
    public static IEnumerable<Diagnostic> Of(ComparedMetric? headline, MetricRatio? ofWindows, string other, double margin, double confidence)
    {
        if (headline is not { Verdict: RatioVerdict.Inconclusive, Ratio: { Value: { } value } ratio })
            yield break;
        var what = string.Create(CultureInfo.InvariantCulture, $"{headline.Name} of {other} is {value:0.000} of the baseline's");
        if (ratio.Lower is not { } lower || ratio.Upper is not { } upper)
        {
            yield return new Diagnostic(Undecided, DiagnosticSeverity.Info, $"inconclusive: {what}, without an interval ({ratio.Method})",
                $"Measure at least {Statistics.MeanInterval.FewestRepeats} windows of each (measure.repeats.min).");
            yield break;
        }

        // Whichever verdict comes first: of two that are nearly a margin apart it takes fewer to tell them from each other than from the margin.
        var (alike, apart) = (Math.Abs(Math.Log(value)) < Math.Log(1 + margin) ? ToBeEquivalent(ofWindows, margin, confidence) : null, ofWindows?.RepeatsToTellFrom(1, confidence));
        var isAlike = alike <= (apart ?? int.MaxValue);
        yield return new Diagnostic(Undecided, DiagnosticSeverity.Info,
            string.Create(CultureInfo.InvariantCulture, $"inconclusive: {what} ({Figures.Ends(lower, upper, (v, more) => Figures.Decimals(v, 3 + more))}): neither surely another nor surely within {margin * 100:0.#} %"),
            (isAlike ? alike : apart) is { } n ? string.Create(CultureInfo.InvariantCulture, $"About {n} windows of each would {(isAlike ? $"show that they are within {margin * 100:0.#} %" : "tell them apart")} 4 times in 5, if they scatter as these do (measure.repeats).")
                : ofWindows is null ? "More requests tell more: take longer windows or more of them (measure.window, measure.repeats), or a wider --margin."
                : "More repeats alone do not tell: take longer windows (measure.window), a better meter, or a wider --margin.");
    }

    /// <summary>Figures that both have and that must not be compared.</summary>
    public static IEnumerable<Diagnostic> OfLeftOut(ComparedSides sides, string other)
    {
        foreach (var name in Comparer.Compared)
        {
            if (sides.ResultA.Metrics.GetValueOrDefault(name) is { Value: not null } a && sides.ResultB.Metrics.GetValueOrDefault(name) is { Value: not null } b && a.Unit != b.Unit)
                yield return new Diagnostic("JM7083", DiagnosticSeverity.Warning, $"{name} is not compared: it is in {a.Unit} of the baseline and in {b.Unit} of {other}", "Measure both with the same version, or import both from the same tool.");
        }

        foreach (var (side, result) in ((string, Analysis.ConfigurationResult)[])[("the baseline", sides.ResultA), (other, sides.ResultB)])
        {
            if (result.IsClientSaturated)
                yield return new Diagnostic("JM7084", DiagnosticSeverity.Warning, $"latencies are not compared: the load client of {side} could not keep up, so that they are its own as well as the server's", "joulemark selftest measures what the load client can take; ask less of it, or give it CPUs of its own.");
        }
    }

    private static int? ToBeEquivalent(MetricRatio? ratio, double margin, double confidence)
    {
        const double power = 0.9; // of each: a ratio of 1 must be told from both limits, which 80 % of each would do in 60 to 70 % of cases
        var narrow = 1 - (2 * (1 - confidence)); // two one-sided tests
        var (below, above) = (ratio?.RepeatsToTellFrom(1 / (1 + margin), narrow, power), ratio?.RepeatsToTellFrom(1 + margin, narrow, power));
        return below is null || above is null ? null : Math.Max(below.Value, above.Value);
    }
}
