using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// How often exporters with a pace of their own renew their values. The default of dcgm-exporter is 30 s, and nothing on its
/// page says that somebody has set it to 100 ms: so it is watched for a moment, and believed to be fast only where it is seen
/// to be.
/// </summary>
internal static class UpdatePace
{
    private const int ChangesNeeded = 3;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The channels, with the update period that was seen in place of a longer one that is documented.</summary>
    public static IReadOnlyList<MappedChannel> Measure(IReadOnlyList<MappedChannel> channels, Scraper scraper, MonotonicClock clock, TimeSpan observation)
    {
        if (observation <= TimeSpan.Zero || !channels.Any(c => c.Rule.UpdateSeconds > Step.TotalSeconds))
            return channels;
        var map = new ChannelMap(channels);
        var changes = new List<Timestamp>[channels.Count];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = [];
        var last = new double?[channels.Count];
        var now = new double?[channels.Count];
        var unixSeconds = new double?[channels.Count];
        for (var end = clock.Now + observation; clock.Now < end && changes.Any(c => c.Count <= ChangesNeeded * 2);)
        {
            if (scraper.Scrape(Timeout, map.Wants, out var answer) is not { } samples)
                return channels;
            map.Fill(samples, now, unixSeconds);
            for (var i = 0; i < now.Length; i++)
            {
                if (last[i] is not null && now[i] is not null && now[i] != last[i])
                    changes[i].Add(answer.Received);
            }

            now.CopyTo(last, 0);
            clock.Delay(Step, CancellationToken.None).GetAwaiter().GetResult();
        }

        return [.. channels.Select((c, i) => Seen(changes[i]) is { } seconds && seconds < c.Channel.UpdatePeriodSeconds
            ? c with { Channel = c.Channel with { UpdatePeriodSeconds = seconds } } : c)];
    }

    private static double? Seen(List<Timestamp> changes) =>
        changes.Count >= ChangesNeeded ? (changes[^1] - changes[0]).TotalSeconds / (changes.Count - 1) : null;
}
