using Joulemark.Diagnostics;

namespace Joulemark.Comparison.Recommending;

/// <summary>Whether the figures of two configurations may be held against each other when one of them is to be chosen.</summary>
internal sealed class ContenderComparability(RecommendationOptions options)
{
    private const int MostNamed = 4;

    // A choice may be of the model and of the machine; the work must be the same, so what varies of it is not isolated.
    private static readonly string[] Choices = ["server.model", "machine"];
    private readonly List<FactDifference> _seen = [];

    /// <summary>Rejects a configuration that is not comparable with another; says of one that is what must be known beside.</summary>
    public void Hold(Contender other, Contender against)
    {
        var isOneRun = other.Run.Measurement == against.Run.Measurement;
        string[] varied = [.. RunComparability.Varied(against.Configuration, other.Configuration).Where(k => k != "seed" && !k.StartsWith("workload.", StringComparison.Ordinal))];
        string[] allowed = [.. options.Allow, .. isOneRun ? against.Run.Header.Allow : []];
        var (a, b) = (ConfigurationFingerprint.Of(against.Run, against.Configuration), ConfigurationFingerprint.Of(other.Run, other.Configuration));
        var differences = new ComparabilityPolicy([.. options.Isolate, .. Choices, .. varied], allowed).Judge(a, b);
        _seen.AddRange(differences);
        if (against.Configuration.TaskHash != other.Configuration.TaskHash)
        {
            other.Reasons.Add(new RecommendationReason("other-task", $"it was given another task than {against.Name}: joules per request of other requests are another quantity")
            {
                Remedy = "Measure both with the same workload: kind, data, requests, output length and seed.",
            });
            return;
        }

        var apart = differences.Where(d => d.Verdict == DifferenceVerdict.NotComparable).ToList();
        if (apart.Count > 0)
        {
            other.Reasons.Add(new RecommendationReason("not-comparable",
                $"not comparable with {against.Name}: {string.Join("; ", apart.Take(MostNamed).Select(d => $"{d.Key} is {d.Values} ({d.Why})"))}{(apart.Count > MostNamed ? $"; and {apart.Count - MostNamed} more" : "")}")
            {
                Remedy = apart.Select(d => NamedKeys.Forbidden(d.Key)?.Remedy).OfType<string>().FirstOrDefault() ?? $"Hold it the same and measure again; or --isolate {apart[0].Key} if the choice is about it; or --allow {apart[0].Key}.",
            });
        }

        foreach (var difference in differences.Where(d => d.Verdict is DifferenceVerdict.Allowed or DifferenceVerdict.CannotBeTold))
            Note(other, $"{difference.Key} {(difference.Verdict == DifferenceVerdict.Allowed ? "is allowed to differ from" : "may differ from")} that of {against.Name}: {difference.Values}");
    }

    /// <summary>Keys that the user named must exist.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a key does not exist, or can never be allowed.</exception>
    public void CheckNames(IEnumerable<Contender> contenders) => NamedKeys.Check(
        [.. options.Isolate, .. options.Allow], options.Allow, contenders.SelectMany(c => ConfigurationFingerprint.Of(c.Run, c.Configuration).Keys), [.. _seen.DistinctBy(d => d.Key, StringComparer.Ordinal)]);

    /// <summary>Configurations that were measured several times, each by a run of its own: starts of one choice, and no choices.</summary>
    public IEnumerable<Diagnostic> MeasuredAgain(IEnumerable<Contender> contenders)
    {
        var left = contenders.Where(c => c.IsComparable).ToList();
        while (left is [{ } first, ..])
        {
            List<Contender> starts = [.. left.Where(c => c == first || IsAnotherStart(first, c))];
            left = [.. left.Except(starts)];
            if (starts.Count > 1)
            {
                yield return new Diagnostic("JM7087", DiagnosticSeverity.Info,
                    $"{string.Join(", ", starts.Select(s => s.Name))} are, as far as the records tell, {starts.Count} starts of one configuration: each is held by itself here, and the least of them is too low by what varies from start to start",
                    "Name one run of each configuration, the same number of starts later; or hold all starts of two to each other by joulemark gate --baseline A1 A2 A3 --candidate B1 B2 B3 (docs/gate.md).");
            }
        }
    }

    private bool IsAnotherStart(Contender first, Contender other) =>
        first.Configuration.Name == other.Configuration.Name && first.Run.Measurement != other.Run.Measurement && first.Configuration.TaskHash == other.Configuration.TaskHash
        && new ComparabilityPolicy([], options.Allow).Judge(ConfigurationFingerprint.Of(first.Run, first.Configuration), ConfigurationFingerprint.Of(other.Run, other.Configuration))
            .All(d => d.Verdict != DifferenceVerdict.NotComparable);

    private static void Note(Contender contender, string note)
    {
        if (!contender.Notes.Contains(note, StringComparer.Ordinal))
            contender.Notes.Add(note);
    }
}
