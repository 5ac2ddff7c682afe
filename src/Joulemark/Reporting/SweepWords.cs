using Joulemark.Analysis;
using Joulemark.Comparison.Sweeping;

namespace Joulemark.Reporting;

/// <summary>What is said of a sweep's points in tables, on the terminal and in pages alike.</summary>
internal static class SweepWords
{
    /// <summary>Code of the reason of a point that is not valid.</summary>
    public const string Invalid = "invalid";

    /// <summary>A key without its section, e.g. <c>concurrency</c>.</summary>
    public static string Short(string key) => SweepSpace.Short(key);

    /// <summary>Whether the objectives are met; a dash without any. One window decides none, and what a search went on by says that it is of one.</summary>
    public static string Outcome(SweepPoint point) => point.Outcome switch
    {
        ObjectiveOutcome.Met => $"met{OfOneWindow(point)}",
        ObjectiveOutcome.NotMet => $"NOT met{OfOneWindow(point)}",
        ObjectiveOutcome.Undecided => "undecided",
        _ => "–",
    };

    private static string OfOneWindow(SweepPoint point) => point.Windows == 1 ? " (1 window)" : "";

    /// <summary>Which fronts a point is on: of throughput and power, of energy and latency.</summary>
    public static string Fronts(SweepPoint point) => (point.PowerFront.Standing, point.LatencyFront.Standing) switch
    {
        (SweepStanding.Front, SweepStanding.Front) => "power, latency",
        (SweepStanding.Front, _) => "power",
        (_, SweepStanding.Front) => "latency",
        _ => "–",
    };

    /// <summary>What is said of it: best, equivalent to it, tied, runner-up or rejected; knee; not valid.</summary>
    public static string Marks(SweepPoint point)
    {
        string?[] marks =
        [
            point.Verdict switch
            {
                SweepVerdict.Best => "BEST",
                SweepVerdict.Equivalent => "equivalent",
                SweepVerdict.Tied => point.RatioToBest is { Lower: not null } ? "tied" : "too few windows",
                SweepVerdict.RunnerUp => "runner-up",
                _ => point.Validity.Valid ? "rejected" : null, // what is not valid says why
            },
            point.IsKnee ? "knee" : null,
            point.Validity.Valid ? null : $"NOT VALID ({string.Join(", ", point.Validity.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))})",
        ];
        var text = string.Join(", ", marks.OfType<string>());
        return text.Length > 0 ? text : "–";
    }

    /// <summary>Where a knee is, beside the axis: the series and the other swept values; empty where there is one curve.</summary>
    public static string At(SweepSeries series, SweepKnee knee)
    {
        var where = string.Join(", ", new[] { series.Name, SweepSpace.Name(knee.At) }.Where(n => n.Length > 0));
        return where.Length > 0 ? $" at {where}" : "";
    }
}
