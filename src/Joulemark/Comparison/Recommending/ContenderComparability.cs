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
        var ofBoth = against.Starts.FirstOrDefault(s => other.Starts.Any(o => o.Run.Measurement == s.Run.Measurement));
        string[] varied = [.. RunComparability.Varied(against.Configuration, other.Configuration).Where(k => k != "seed" && !k.StartsWith("workload.", StringComparison.Ordinal))];
        string[] allowed = [.. options.Allow, .. ofBoth?.Run.Header.Allow ?? []];
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
        [.. options.Isolate, .. options.Allow], options.Allow, contenders.SelectMany(c => c.Starts).SelectMany(s => ConfigurationFingerprint.Of(s.Run, s.Configuration).Keys), [.. _seen.DistinctBy(d => d.Key, StringComparer.Ordinal)]);

    private static void Note(Contender contender, string note)
    {
        if (!contender.Notes.Contains(note, StringComparer.Ordinal))
            contender.Notes.Add(note);
    }
}
