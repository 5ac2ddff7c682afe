using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>What the requests of one window come to, gathered while they are walked through once.</summary>
/// <param name="window">The window as recorded.</param>
/// <param name="objectives">The configuration's objectives.</param>
/// <param name="isImported">True where another tool measured, whose count of the work stands.</param>
internal sealed class WindowLoad(WindowRecord window, IReadOnlyList<Objective> objectives, bool isImported)
{
    private readonly int[] _met = new int[objectives.Count];
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

    /// <summary>Answers that began in it: first tokens, of answers without any their ends. Failed requests are no work.</summary>
    public int Begun { get; private set; }

    /// <summary>Mean end-to-end latency of them, in seconds; null when there are none.</summary>
    public double? MeanLatency => _timed > 0 ? _latencies / _timed : null;

    /// <summary>Those of them that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Those of them that met every objective.</summary>
    public int Good { get; private set; }

    /// <summary>Requests due in it that had to be sent again.</summary>
    public int Resent { get; private set; }

    /// <summary>Requests due in it whose answer was cut off at its longest length, and was not meant to have it.</summary>
    public int CutOff { get; private set; }

    /// <summary>Prompt tokens of the requests due in it of which it is known how many came from the prefix cache.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Those that came from it.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>
    /// Requests' worth of good work: the window's work times the share of good ones among the requests that were due in it,
    /// failed ones counted as not good.
    /// </summary>
    public double GoodEquivalents => Answered == 0 ? 0 : Counts.RequestEquivalents * Good / Answered;

    /// <summary>Answered requests that met an objective, by its number.</summary>
    public int Met(int objective) => _met[objective];

    /// <summary>Takes in a request that was due before the window's end and over after its start.</summary>
    /// <returns>True where it was due in the window.</returns>
    public bool Add(RequestRecord request)
    {
        InFlightBefore += request.Scheduled <= window.Start && request.Ended > window.Start ? 1 : 0;
        InFlightAfter += request.Scheduled <= window.End && request.Ended > window.End ? 1 : 0;
        if (request.Sent < window.End)
        {
            _work.Add(request, window.End);
            Begun += request.Error is null && (request.FirstToken ?? request.Ended) is var begun && begun >= window.Start && begun < window.End ? 1 : 0;
            InFlightSeconds += Math.Max(0, Math.Min(request.Ended.Seconds, window.End.Seconds) - Math.Max(request.Sent.Seconds, window.Start.Seconds));
        }

        if (request.Scheduled < window.Start || request.Scheduled >= window.End)
            return false;
        Due++;
        if (request.Error is null)
        {
            _latencies += request.E2e?.TotalSeconds ?? 0;
            _timed += request.E2e is null ? 0 : 1;
            Answered++;
            var isGood = true;
            for (var i = 0; i < _met.Length; i++)
            {
                var isMet = objectives[i].IsMetBy(request);
                _met[i] += isMet ? 1 : 0;
                isGood &= isMet;
            }

            Good += isGood ? 1 : 0;
        }

        Resent += request.Resent ? 1 : 0;
        CutOff += request is { FinishReason: "length", ExactTokens: false } ? 1 : 0;
        if (request.Usage is { CachedTokens: { } cached } usage)
            (PromptTokens, CachedTokens) = (PromptTokens + usage.PromptTokens, CachedTokens + cached);
        return true;
    }
}
