using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What the requests of one window come to, gathered while they are walked through once.</summary>
internal sealed class WindowLoad(WindowRecord window, bool isImported)
{
    private readonly WorkCounter _work = new(window.Start);
    private double _latencies;
    private int _timed;

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window => window;

    /// <summary>
    /// Work in the window. Of an imported run it is taken as recorded: another tool may keep a sample of its requests, or
    /// none, beside the count of them all.
    /// </summary>
    public WorkCounts Counts => isImported ? window.Counts : _work.Counts;

    /// <summary>Seconds that its requests were in flight in it, summed.</summary>
    public double InFlightSeconds { get; private set; }

    /// <summary>Requests that were due and not over when it opened.</summary>
    public int InFlightBefore { get; private set; }

    /// <summary>Requests that were due and not over when it closed.</summary>
    public int InFlightAfter { get; private set; }

    /// <summary>Requests that were due in it.</summary>
    public int Due { get; private set; }

    /// <summary>Those of them that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Those of them that met every objective.</summary>
    public int Good { get; private set; }

    /// <summary>Mean end-to-end latency of those, in seconds; null when there are none.</summary>
    public double? MeanLatency => _timed > 0 ? _latencies / _timed : null;

    /// <summary>
    /// Requests' worth of good work: the window's work times the share of good ones among the requests that were due in it,
    /// failed ones counted as not good.
    /// </summary>
    public double GoodEquivalents => Answered == 0 ? 0 : Counts.RequestEquivalents * Good / Answered;

    /// <summary>Walks through a configuration's requests once, and shares them out to its windows.</summary>
    /// <param name="windows">Its measured windows.</param>
    /// <param name="requests">Its requests.</param>
    /// <param name="objectives">Its objectives.</param>
    /// <param name="isImported">True where another tool measured, whose count of the work stands.</param>
    /// <returns>One load for each window, in their order, and the numbers of the requests that were due in one.</returns>
    public static (IReadOnlyList<WindowLoad> Loads, IReadOnlyList<int> Measured) Gather(
        IReadOnlyList<WindowRecord> windows, IReadOnlyList<RequestRecord> requests, IReadOnlyList<Objective> objectives, bool isImported = false)
    {
        var loads = windows.Select(w => new WindowLoad(w, isImported)).ToList();
        var inTime = loads.OrderBy(l => l.Window.Start).ToArray();
        var measured = new List<int>(requests.Count);
        var number = -1;
        foreach (var request in requests)
        {
            number++;
            var from = request.Scheduled < request.Sent ? request.Scheduled : request.Sent;
            for (var i = FirstAfter(inTime, from); i < inTime.Length && inTime[i].Window.Start <= request.Ended; i++)
            {
                if (inTime[i].Add(request, objectives))
                    measured.Add(number);
            }
        }

        return (loads, measured);
    }

    /// <summary>The first window that ends after a moment; windows do not overlap.</summary>
    private static int FirstAfter(WindowLoad[] inTime, Timestamp time)
    {
        var (from, to) = (0, inTime.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (inTime[middle].Window.End > time)
                to = middle;
            else
                from = middle + 1;
        }

        return from;
    }

    private bool Add(RequestRecord request, IReadOnlyList<Objective> objectives)
    {
        InFlightBefore += request.Scheduled <= window.Start && request.Ended > window.Start ? 1 : 0;
        InFlightAfter += request.Scheduled <= window.End && request.Ended > window.End ? 1 : 0;
        if (request.Sent < window.End)
        {
            _work.Add(request, window.End);
            InFlightSeconds += Math.Max(0, Math.Min(request.Ended.Seconds, window.End.Seconds) - Math.Max(request.Sent.Seconds, window.Start.Seconds));
        }

        if (request.Scheduled < window.Start || request.Scheduled >= window.End)
            return false;
        Due++;
        if (request.E2e is { } latency)
        {
            _latencies += latency.TotalSeconds;
            _timed++;
        }

        if (request.Error is null)
        {
            Answered++;
            Good += objectives.All(o => o.IsMetBy(request)) ? 1 : 0;
        }

        return true;
    }
}
