using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>Requests that meet every latency objective.</summary>
internal static class Goodput
{
    /// <summary>
    /// Requests' worth of good work in a window: the window's work times the share of good ones among the requests that
    /// were due in it, failed ones counted as not good.
    /// </summary>
    public static double GoodIn(ConfigurationEvidence evidence, WindowFigures window)
    {
        var due = evidence.Measured.Where(r => r.Scheduled >= window.Start && r.Scheduled < window.End).ToList();
        var answered = due.Count(r => r.Error is null);
        return answered == 0 ? 0 : window.Counts.RequestEquivalents * due.Count(r => Meets(r, evidence.Objectives)) / answered;
    }

    /// <summary>True when a request meets every objective, each taken as a limit for the request itself.</summary>
    public static bool Meets(RequestRecord request, IReadOnlyDictionary<string, TimeSpan> objectives) =>
        request.Error is null && objectives.All(o => o.Key[..o.Key.IndexOf('-', StringComparison.Ordinal)] switch
        {
            "ttft" => request.Ttft <= o.Value,
            "tpot" => request.Tpot is not { } tpot || tpot <= o.Value, // a single token has none
            "itl" => Latencies.InterTokenGaps(request).All(g => g <= o.Value.TotalSeconds),
            _ => request.E2e <= o.Value,
        });
}
