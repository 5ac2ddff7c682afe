using Joulemark.Records;

namespace Joulemark.Serving.Counters;

/// <summary>A server's metrics page, found once and read each second of a run.</summary>
/// <param name="Page">Its address.</param>
/// <param name="Map">How it is read.</param>
internal sealed record CounterSource(Uri Page, CounterMap Map)
{
    // A server too busy to answer is no reason to hold up what asks: the next second is asked anew.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The first of some addresses that has a page; null when none has. An empty page is one: many servers show a metric only once it has moved.</summary>
    public static async Task<CounterSource?> FindAsync(ServerProbe probe, CounterMap map, IEnumerable<Uri> pages, CancellationToken cancellationToken)
    {
        foreach (var page in pages)
        {
            if (await probe.TryAsync(page, cancellationToken).ConfigureAwait(false) is { Status: 200 } answer && IsPage(answer))
                return new CounterSource(page, map);
        }

        return null;
    }

    /// <summary>What the server counts now; null when it does not say.</summary>
    public async Task<ServerCounters?> ReadAsync(ServerProbe probe, CancellationToken cancellationToken) =>
        await probe.TryBytesAsync(Page, Patience, cancellationToken).ConfigureAwait(false) is { } page ? Map.Read(page) : null;

    private static bool IsPage(ProbeAnswer answer) =>
        answer.MediaType is "text/plain" or "application/openmetrics-text" && !answer.Body.TrimStart().StartsWith('<');
}
