using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Phases;

/// <summary>Cuts measured windows into slices. A request's prompt tokens are spread evenly from sending to its first token, its output from there to its last.</summary>
internal static class PhaseSlices
{
    /// <summary>Shortest slice: in less, a batch's steps are few.</summary>
    private const double Shortest = 1;

    /// <summary>Updates of the slowest counted sensor in a slice: with ten, its edges are known to some percent.</summary>
    private const double FewestUpdates = 10;

    /// <summary>The slices whose energy is known; none where no joules are counted or tokens are not known.</summary>
    public static IReadOnlyList<PhaseSlice> Of(ConfigurationEvidence evidence, IReadOnlyDictionary<string, ChannelSeries> series)
    {
        if (evidence.Ledger is not { } ledger || evidence.IsCommand)
            return [];
        var counted = ledger.Counted.Select(series.GetValueOrDefault).ToList();
        if (counted.Count == 0 || counted.Contains(null))
            return [];
        var length = Math.Max(Shortest, FewestUpdates * counted.Max(s => Math.Max(s!.Channel.UpdatePeriodSeconds ?? 0, s.Channel.AveragingSeconds ?? 0)));
        var windows = evidence.WindowRecords.OrderBy(w => w.Start).Select(w => new SlicedWindow(w, length)).Where(w => w.Count > 0).ToArray();
        if (windows.Length == 0 || !Fill(windows, evidence.Requests))
            return [];

        var rate = evidence.Header.SampleRate;
        var slices = new List<PhaseSlice>();
        var edges = counted.ConvertAll(_ => new RecentEdges()); // a slice ends where the next one starts
        foreach (var window in windows)
        {
            for (var i = 0; i < window.Count; i++)
            {
                var (start, end) = (window.Edge(i), window.Edge(i + 1));
                Energy? energy = Energy.Zero;
                for (var c = 0; c < counted.Count; c++)
                    energy += EnergyIntegrator.Integrate(counted[c]!, start, end, rate, edges[c]).Energy;
                if (energy is { } known)
                    slices.Add(new PhaseSlice((end - start).TotalSeconds, known.Joules, window.Prefill[i], window.Decode[i]));
            }
        }

        return slices;
    }

    /// <summary>Shares the requests' tokens out. False when a request's tokens are not known: the slices would be charged for work that is not in them.</summary>
    private static bool Fill(SlicedWindow[] windows, IEnumerable<RequestRecord> requests)
    {
        foreach (var request in requests)
        {
            if (request.FirstToken is not { } first || request.LastToken is not { } last || last < windows[0].Start || request.Sent > windows[^1].End)
                continue;
            if (request.PromptTokens is not { } prompt || request.OutputTokens is not { } output)
                return false;
            foreach (var window in windows)
            {
                if (window.End <= request.Sent || window.Start >= last)
                    continue;
                window.Spread(window.Prefill, request.Sent, first, Math.Max(0, prompt - (request.Usage?.CachedTokens ?? 0)));
                window.Spread(window.Decode, first, last, Math.Max(0, output - 1));
            }
        }

        return true;
    }

    /// <summary>A window cut into slices of equal length, what is left over at its end left out.</summary>
    private sealed class SlicedWindow
    {
        private readonly double _start;
        private readonly double _length;

        public SlicedWindow(WindowRecord window, double length)
        {
            Count = (int)(window.Duration.TotalSeconds / length);
            _start = window.Start.Seconds;
            _length = Count == 0 ? length : window.Duration.TotalSeconds / Count;
            (Start, End) = (window.Start, window.End);
            (Prefill, Decode) = (new double[Count], new double[Count]);
        }

        public int Count { get; }

        public Timestamp Start { get; }

        public Timestamp End { get; }

        public double[] Prefill { get; }

        public double[] Decode { get; }

        public Timestamp Edge(int slice) => slice == Count ? End : Start + TimeSpan.FromSeconds(slice * _length);

        public void Spread(double[] slices, Timestamp from, Timestamp to, double tokens)
        {
            var (start, end) = ((from.Seconds - _start) / _length, (to.Seconds - _start) / _length);
            if (end - start < 1e-9)
            {
                if (start >= 0 && start < Count)
                    slices[(int)start] += tokens;
                return;
            }

            for (var i = Math.Max(0, (int)start); i < Count && i < end; i++)
                slices[i] += tokens * Math.Max(0, Math.Min(end, i + 1) - Math.Max(start, i)) / (end - start);
        }
    }
}
