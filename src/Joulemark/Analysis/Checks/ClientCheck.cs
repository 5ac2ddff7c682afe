using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Checks;

/// <summary>A load client that was late itself, or had no time left: its delay must not be reported as the server's.</summary>
internal sealed class ClientCheck(Task<RequestTimes> times) : IValidityCheck
{
    public const string Reason = "client-saturated";

    private const double MostLagSeconds = 0.010;
    private const double MostShareOfTtft = 0.05;
    private const double MostShareOfBatch = 0.05;
    private const double MostBusy = 0.9;
    private const double MostShareOfGap = 0.25;

    // Below this no network can be told from the client, and a share of a gap of microseconds means nothing.
    private const double DelayThatMatters = 0.001;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var taken = times.GetAwaiter().GetResult();
        var (lags, ttfts) = (taken.Lags, taken.Firsts);
        var limit = Math.Max(MostLagSeconds, MostShareOfTtft * (ttfts.Count > 0 ? ttfts.At(0.5) : 0));
        if (evidence.Value("load.kind") == "offline") // all at once is due in one moment: what sending takes matters by its share of the whole
            limit = Math.Max(limit, MostShareOfBatch * evidence.Windows.Select(w => w.Duration.TotalSeconds).DefaultIfEmpty().Min());
        if (lags.Count > 0 && lags.At(0.99) is var lag && lag > limit)
        {
            yield return new ValidityReason("client-saturated", string.Create(CultureInfo.InvariantCulture,
                $"the load client sent 1 % of the requests {lag * 1e3:0.#} ms late or more; the limit is {limit * 1e3:0.#} ms"));
        }

        var clients = evidence.WindowRecords.Where(w => w.Client is not null).ToList();
        if (clients.Count == 0)
            yield break;
        if (clients.MaxBy(w => w.Client!.BusyShare) is { Client: { BusyShare: >= MostBusy } busy } full)
        {
            yield return new ValidityReason("client-saturated", string.Create(CultureInfo.InvariantCulture,
                $"in window {full.Repeat} the busiest of the load client's {busy.Threads} threads was at work {busy.BusyShare:P0} of the time; the limit is {MostBusy:P0}"));
        }

        // What the client adds must be little beside what it measures: a first token, and the gaps between tokens.
        var gaps = taken.Gaps.Whole.And(taken.FailedGaps);
        var median = gaps.Count > 0 ? gaps.At(0.5) : (double?)null;
        var most = Math.Min(limit, median is { } m ? Math.Max(DelayThatMatters, MostShareOfGap * m) : limit);
        if (clients.MaxBy(w => w.Client!.DelayP99Seconds) is { Client: { } late } slow && late.DelayP99Seconds > most)
        {
            yield return new ValidityReason("client-saturated", string.Create(CultureInfo.InvariantCulture,
                $"in window {slow.Repeat} the load client took 1 % of what had come {late.DelayP99Seconds * 1e3:0.##} ms late or more; the limit is {most * 1e3:0.##} ms ({Limit(most, limit, median)})"));
        }
    }

    private static string Limit(double most, double limit, double? gap) =>
        most < limit && gap is { } g ? string.Create(CultureInfo.InvariantCulture, $"{MostShareOfGap:P0} of the median gap between chunks, {g * 1e3:0.##} ms, and 1 ms at least")
            : $"{MostShareOfTtft:P0} of the median time to first token, and 10 ms at least";
}
