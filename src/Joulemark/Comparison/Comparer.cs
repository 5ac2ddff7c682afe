using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Comparison;

/// <summary>Holds two configurations against each other, each of any run. Pure: from their records alone.</summary>
internal static class Comparer
{
    /// <summary>Relative difference that does not matter, where none is given.</summary>
    public const double DefaultMargin = 0.05;

    /// <summary>Confidence of intervals, of one comparison.</summary>
    public const double DefaultConfidence = 0.95;

    private static readonly string[] Energies = [WindowMetrics.EnergyPerOutputToken, WindowMetrics.EnergyPerRequest, WindowMetrics.EnergyPerCorrect, "energy_to_solution"];
    private static readonly string[] BesideThem = ["accuracy", "output_throughput", "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99", "duration"];

    /// <summary>The figures that are compared, energies first.</summary>
    public static IReadOnlyList<string> Compared { get; } = [.. Energies, .. BesideThem];

    /// <summary>Compares B with A.</summary>
    /// <param name="a">The run and the configuration that ratios are relative to.</param>
    /// <param name="b">The other.</param>
    /// <param name="isolate">Keys that the comparison is about; null for those that vary between them where both are of one run.</param>
    /// <param name="allow">Keys whose difference the user accepts, beside those that their specs allow.</param>
    /// <param name="margin">Relative difference that does not matter.</param>
    /// <exception cref="JoulemarkException">Exit code 2: a key does not exist, or can never be allowed.</exception>
    public static ComparisonResult Compare(
        (RunRecord Run, ConfigurationRecord Configuration) a, (RunRecord Run, ConfigurationRecord Configuration) b, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow,
        double margin = DefaultMargin) => Compare(a, b, isolate, allow, margin, out _);

    /// <summary>The same, with what the figures of both sides were made from.</summary>
    internal static ComparisonResult Compare(
        (RunRecord Run, ConfigurationRecord Configuration) a, (RunRecord Run, ConfigurationRecord Configuration) b, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow,
        double margin, out ComparedSides sides) => Compare(a, b, isolate, allow, margin, SharedLevel.OfOne, new AnalysedRuns(), out sides);

    /// <summary>The same as one of several comparisons that share a level, with the runs that were analysed before.</summary>
    internal static ComparisonResult Compare(
        (RunRecord Run, ConfigurationRecord Configuration) a, (RunRecord Run, ConfigurationRecord Configuration) b, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow,
        double margin, SharedLevel level, AnalysedRuns analysed, out ComparedSides sides)
    {
        var isOneRun = a.Run.Header.Id == b.Run.Header.Id;
        var (isolated, differences) = Differences(a, b, isolate, allow);
        var comparable = differences.All(d => d.Verdict != DifferenceVerdict.NotComparable);
        var ((resultA, evidenceA), (resultB, evidenceB)) = (analysed.Of(a.Run), analysed.Of(b.Run));
        var (ofA, ofB) = (resultA.Configurations[a.Configuration.Name], resultB.Configurations[b.Configuration.Name]);
        sides = new ComparedSides(Find(evidenceA, a.Configuration), ofA, Find(evidenceB, b.Configuration), ofB);
        var other = a.Configuration.Name == b.Configuration.Name ? $"{b.Configuration.Name} of {b.Run.Header.Id}" : b.Configuration.Name;
        List<(ComparedMetric Metric, MetricRatio? OfWindows)> metrics = comparable ? [.. Metrics(sides, margin, level)] : [];
        var headline = metrics.Find(m => m.Metric.Ratio is not null); // an energy, where both sides have one
        return new ComparisonResult
        {
            ToolVersion = ToolVersion.Current,
            A = Side(a.Run, a.Configuration, ofA),
            B = Side(b.Run, b.Configuration, ofB),
            Isolated = isolated,
            Comparable = comparable,
            Differences = differences,
            Margin = margin,
            Confidence = level.Confidence,
            Metrics = [.. metrics.Select(m => m.Metric)],
            Uncertainties = comparable ? SharedGain.Of(sides) : [],
            Diagnostics =
            [
                .. ComparisonNotes.OfMachines(a, b),
                .. ComparisonNotes.Of(differences, isolated, allow),
                .. ComparisonNotes.OfSides(isOneRun && a.Configuration.Name == b.Configuration.Name, [("A", resultA, a.Configuration.Name), ("B", resultB, b.Configuration.Name)]),
                .. comparable ? UndecidedNotes.OfLeftOut(sides, other) : [],
                .. UndecidedNotes.Of(headline.Metric, headline.OfWindows, other, margin, level.Confidence),
                .. RankNotes.Of(headline.Metric, headline.OfWindows, sides, other, level.Confidence),
            ],
        };
    }

    /// <summary>True when nothing differs that would forbid to compare their figures.</summary>
    internal static bool AreComparable(
        (RunRecord Run, ConfigurationRecord Configuration) a, (RunRecord Run, ConfigurationRecord Configuration) b, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow) =>
        Differences(a, b, isolate, allow).Differences.All(d => d.Verdict != DifferenceVerdict.NotComparable);

    private static (IReadOnlyList<string> Isolated, IReadOnlyList<FactDifference> Differences) Differences(
        (RunRecord Run, ConfigurationRecord Configuration) a, (RunRecord Run, ConfigurationRecord Configuration) b, IReadOnlyList<string>? isolate, IReadOnlyList<string> allow)
    {
        var isOneRun = a.Run.Measurement == b.Run.Measurement;
        var isolated = isolate ?? (isOneRun ? RunComparability.Varied(a.Configuration, b.Configuration) : []);
        string[] allowed = [.. allow, .. isOneRun ? a.Run.Header.Allow : []];
        var (fingerprintA, fingerprintB) = (ConfigurationFingerprint.Of(a.Run, a.Configuration), ConfigurationFingerprint.Of(b.Run, b.Configuration));
        var differences = new ComparabilityPolicy(isolated, allowed).Judge(fingerprintA, fingerprintB);
        NamedKeys.Check([.. isolate ?? [], .. allow], allow, fingerprintA.Keys.Concat(fingerprintB.Keys), differences);
        return (isolated, differences);
    }

    private static ConfigurationEvidence Find(IReadOnlyList<ConfigurationEvidence> evidence, ConfigurationRecord configuration) =>
        evidence.First(e => e.Configuration.Name == configuration.Name);

    /// <summary>What is said of a side.</summary>
    internal static ComparedConfiguration Side(RunRecord run, ConfigurationRecord configuration, ConfigurationResult result) => new()
    {
        Run = run.Header.Id,
        Configuration = configuration.Name,
        StartedAt = run.Header.StartedAt,
        Boundary = result.Boundary,
        Provenance = result.Provenance == Provenance.Missing ? null : result.Provenance,
        Validity = Validity.From([.. new RecordedPoint(run, configuration).RunReasons, .. result.Validity.Reasons]),
    };

    private static IEnumerable<(ComparedMetric Metric, MetricRatio? OfWindows)> Metrics(ComparedSides sides, double margin, SharedLevel level)
    {
        var confidence = level.Confidence;
        foreach (var name in Compared)
        {
            if (sides.ResultA.Metrics.GetValueOrDefault(name) is not { Value: not null } a || sides.ResultB.Metrics.GetValueOrDefault(name) is not { Value: not null } b
                || a.Unit != b.Unit || ClientsFigures.Has(name, sides.ResultA) || ClientsFigures.Has(name, sides.ResultB))
            {
                continue;
            }

            var compared = new ComparedMetric(name, a, b);
            var moreIsBetter = MetricDirection.MoreIsBetter(name);
            if (WindowMetrics.All.FirstOrDefault(m => m.Name == name) is { } metric)
            {
                if (MetricRatio.Of(metric, sides.A, sides.B) is { } ofWindows)
                    yield return (compared with { Ratio = ofWindows.Estimate(confidence), Verdict = ofWindows.Verdict(margin, moreIsBetter, confidence), SmallestDetectable = ofWindows.SmallestDetectableAt(confidence) }, ofWindows);
                else if (!Energies.Contains(name, StringComparer.Ordinal))
                    yield return (compared, null);
            }
            else if (name == "accuracy")
            {
                yield return (AccuracyDifference.Of(compared, sides, level), null);
            }
            else if (a.Unit != "1" && FigureRatio.Of(a, b, sides.Windows, confidence) is { Value: not null } ratio)
            {
                var interval = FigureRatio.IntervalOf(ratio);
                yield return (compared with { Ratio = ratio, Verdict = MetricRatio.Judge(interval, interval, margin, moreIsBetter) }, null);
            }
            else
            {
                yield return (compared, null); // a share: two of them have a difference, not a ratio
            }
        }
    }
}
