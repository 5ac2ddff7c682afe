using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;

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
            Diagnostics = [.. ComparisonNotes.OfMachines(a, b), .. ComparisonNotes.Of(differences, isolated, allow)],
        };
    }

    private static ConfigurationEvidence Find(IReadOnlyList<ConfigurationEvidence> evidence, ConfigurationRecord configuration) =>
        evidence.First(e => e.Configuration.Name == configuration.Name);

    private static ComparedConfiguration Side(RunRecord run, ConfigurationRecord configuration, ConfigurationResult result) => new()
    {
        Run = run.Header.Id,
        Configuration = configuration.Name,
        StartedAt = run.Header.StartedAt,
        Validity = Validity.From([.. RunAnalyzer.RunReasons(run), .. result.Validity.Reasons]),
    };

    private static IEnumerable<ComparedMetric> Metrics(ComparedSides sides, double margin)
    {
        foreach (var name in Energies)
        {
            if (MetricRatio.Of(WindowMetrics.Get(name), sides.A, sides.B) is { } ratio)
            {
                yield return new ComparedMetric(name, sides.ResultA.Metrics[name], sides.ResultB.Metrics[name])
                {
                    Ratio = ratio.Estimate(), Verdict = ratio.Verdict(margin, MetricDirection.MoreIsBetter(name)), SmallestDetectable = ratio.SmallestDetectable,
                };
            }
        }

        foreach (var name in BesideThem)
        {
            if (sides.ResultA.Metrics.GetValueOrDefault(name) is { Value: not null } one && sides.ResultB.Metrics.GetValueOrDefault(name) is { Value: not null } other)
                yield return new ComparedMetric(name, one, other);
        }
    }
}
