using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>What a page needs of the requests that figures of latency are made from: due inside a measured window, and answered. Gathered in one walk.</summary>
/// <param name="most">About how many there are at most.</param>
internal sealed class MeasuredRequests(int most)
{
    private long _promptTokens;
    private long _cachedTokens;

    /// <summary>Seconds to the first token.</summary>
    public List<double> Ttft { get; } = new(most);

    /// <summary>Seconds from end to end.</summary>
    public List<double> E2e { get; } = new(most);

    /// <summary>Share of the prompt tokens that came from the prefix cache, which cost no prefill.</summary>
    public double CachedShare => _promptTokens > 0 ? (double)_cachedTokens / _promptTokens : 0;

    /// <summary>By configuration.</summary>
    public static IReadOnlyDictionary<string, MeasuredRequests> Of(RunRecord run)
    {
        var found = run.Header.Configurations.ToDictionary(c => c.Name, _ => new MeasuredRequests(run.Requests.Count / run.Header.Configurations.Count), StringComparer.Ordinal);
        var windows = run.Header.Configurations.ToDictionary(c => c.Name, c => new RecordedPoint(run, c).Counted, StringComparer.Ordinal);
        foreach (var r in run.Requests)
        {
            if (r.Error is null && found.GetValueOrDefault(r.Configuration) is { } of && windows[r.Configuration].Any(w => r.Scheduled >= w.Start && r.Scheduled < w.End))
                of.Add(r);
        }

        return found;
    }

    private void Add(RequestRecord request)
    {
        if (request.Ttft is { } ttft)
            Ttft.Add(ttft.TotalSeconds);
        if (request.E2e is { } e2e)
            E2e.Add(e2e.TotalSeconds);
        _promptTokens += request.PromptTokens ?? 0;
        _cachedTokens += request.Usage?.CachedTokens ?? 0;
    }
}
