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

    private static readonly string[] Energies = [WindowMetrics.EnergyPerOutputToken, WindowMetrics.EnergyPerRequest, WindowMetrics.EnergyPerCorrect, "energy_to_solution"];
    private static readonly string[] BesideThem = ["accuracy", "output_throughput", "ttft_p50", "ttft_p99", "tpot_p50", "tpot_p99", "e2e_p50", "e2e_p99", "duration"];

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
        double margin, out ComparedSides sides)
    {
        var isOneRun = a.Run.Header.Id == b.Run.Header.Id;
        var isolated = isolate ?? (isOneRun ? RunComparability.Varied(a.Configuration, b.Configuration) : []);
        string[] allowed = [.. allow, .. isOneRun ? a.Run.Header.Allow : []];
        var (fingerprintA, fingerprintB) = (ConfigurationFingerprint.Of(a.Run, a.Configuration), ConfigurationFingerprint.Of(b.Run, b.Configuration));
        var differences = new ComparabilityPolicy(isolated, allowed).Judge(fingerprintA, fingerprintB);
        NamedKeys.Check([.. isolate ?? [], .. allow], allow, fingerprintA.Keys.Concat(fingerprintB.Keys), differences);

        var comparable = differences.All(d => d.Verdict != DifferenceVerdict.NotComparable);
        var resultA = RunAnalyzer.Analyze(a.Run, out var evidenceA);
        var (resultB, evidenceB) = (resultA, evidenceA);
        if (!ReferenceEquals(a.Run, b.Run))
            resultB = RunAnalyzer.Analyze(b.Run, out evidenceB);
        var (ofA, ofB) = (resultA.Configurations[a.Configuration.Name], resultB.Configurations[b.Configuration.Name]);
        sides = new ComparedSides(Find(evidenceA, a.Configuration), ofA, Find(evidenceB, b.Configuration), ofB);
        return new ComparisonResult
        {
            ToolVersion = ToolVersion.Current,
            A = Side(a.Run, a.Configuration, ofA),
            B = Side(b.Run, b.Configuration, ofB),
            Isolated = isolated,
            Comparable = comparable,
            Differences = differences,
            Margin = margin,
            Metrics = comparable ? [.. Metrics(sides, margin)] : [],
            Uncertainties = comparable ? SharedGain.Of(a.Run, ofA, b.Run, ofB) : [],
            Diagnostics =
            [
                .. ComparisonNotes.OfMachines(a, b),
                .. ComparisonNotes.Of(differences, isolated, allow),
                .. ComparisonNotes.OfSides(isOneRun && a.Configuration.Name == b.Configuration.Name, [("A", resultA, a.Configuration.Name), ("B", resultB, b.Configuration.Name)]),
            ],
        };
    }

    private static ConfigurationEvidence Find(IReadOnlyList<ConfigurationEvidence> evidence, ConfigurationRecord configuration) =>
        evidence.First(e => e.Configuration.Name == configuration.Name);

    /// <summary>What is said of a side.</summary>
    internal static ComparedConfiguration Side(RunRecord run, ConfigurationRecord configuration, ConfigurationResult result) => new()
    {
        Run = run.Header.Id,
        Configuration = configuration.Name,
        StartedAt = run.Header.StartedAt,
        Validity = Validity.From([.. RunAnalyzer.RunReasons(run), .. result.Validity.Reasons]),
    };

    private static IEnumerable<ComparedMetric> Metrics(ComparedSides sides, double margin)
    {
        foreach (var name in Energies.Concat(BesideThem))
        {
            if (sides.ResultA.Metrics.GetValueOrDefault(name) is not { Value: not null } a || sides.ResultB.Metrics.GetValueOrDefault(name) is not { Value: not null } b)
                continue;
            var compared = new ComparedMetric(name, a, b);
            var moreIsBetter = MetricDirection.MoreIsBetter(name);
            if (WindowMetrics.All.FirstOrDefault(m => m.Name == name) is { } metric)
            {
                if (MetricRatio.Of(metric, sides.A, sides.B) is { } ratio)
                    yield return compared with { Ratio = ratio.Estimate(), Verdict = ratio.Verdict(margin, moreIsBetter), SmallestDetectable = ratio.SmallestDetectable };
                else if (!Energies.Contains(name, StringComparer.Ordinal))
                    yield return compared;
            }
            else if (a.Unit != "1" && MoverRatio.Of(new Interval(a.Value!.Value, a.Lower, a.Upper), new Interval(b.Value!.Value, b.Lower, b.Upper)) is { } interval && double.IsFinite(interval.Value))
            {
                var estimate = new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = Math.Min(a.N, b.N), Unit = "1", Method = "ratio of figures by their intervals (MOVER)" };
                yield return compared with { Ratio = estimate, Verdict = MetricRatio.Judge(interval, interval, margin, moreIsBetter) };
            }
            else
            {
                yield return compared; // a share: two of them have a difference, not a ratio
            }
        }
    }
}
