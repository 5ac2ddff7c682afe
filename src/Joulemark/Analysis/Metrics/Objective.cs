using System.Globalization;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>A latency objective of the spec, e.g. <c>ttft-p99: 500ms</c>.</summary>
/// <param name="Name">Its key under <c>objectives</c>.</param>
/// <param name="Latency">The latency's name in results, e.g. <c>ttft</c>.</param>
/// <param name="Percentile">Which percentile of it, as a share.</param>
/// <param name="Limit">Most that it may be; also the limit of each request that counts toward goodput.</param>
internal sealed record Objective(string Name, string Latency, double Percentile, TimeSpan Limit)
{
    private const string Section = "objectives.";

    private readonly Func<RequestRecord, TimeSpan?>? _of = Latencies.Kinds.FirstOrDefault(k => k.Name == Latency).Of;

    /// <summary>Name of the figure that the objective is about.</summary>
    public string Metric => MetricOf(Name);

    /// <summary>The figure that an objective of this name is about, e.g. <c>ttft_p99</c> of <c>ttft-p99</c>.</summary>
    public static string MetricOf(string name) => name.Replace('-', '_');

    /// <summary>The objectives among the values of a spec.</summary>
    public static IReadOnlyList<Objective> Of(IReadOnlyDictionary<string, string> spec) =>
        [.. spec.Where(v => v.Key.StartsWith(Section, StringComparison.Ordinal) && SpecValueParser.Seconds(v.Value) is not null)
            .Select(v => Of(v.Key[Section.Length..], TimeSpan.FromSeconds(SpecValueParser.Seconds(v.Value)!.Value)))
            .OrderBy(o => o.Name, StringComparer.Ordinal)];

    /// <summary>True when a request that was answered is within the limit itself. An answer of a single token is within any TPOT; one without a token is within no TTFT.</summary>
    public bool IsMetBy(RequestRecord request)
    {
        if (Latency == Latencies.InterToken)
        {
            foreach (var gap in new ChunkGaps().Of(request))
            {
                if (gap > Limit.TotalSeconds)
                    return false;
            }

            return true;
        }

        var time = _of!(request);
        return time <= Limit || (time is null && Latency == "tpot" && request.FirstToken is not null);
    }

    private static Objective Of(string name, TimeSpan limit)
    {
        var dash = name.LastIndexOf('-');
        return new Objective(name, name[..dash].Replace('-', '_'), double.Parse(name.AsSpan(dash + 2), CultureInfo.InvariantCulture) / 100, limit);
    }
}
