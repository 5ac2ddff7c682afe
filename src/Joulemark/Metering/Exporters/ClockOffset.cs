using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// How far another machine's clock is from the run's. Each answer that tells the time there bounds the difference by its
/// own round trip (Cristian 1989, doi:10.1007/BF01784024); of the last answers the tightest is believed, which is the one that
/// was least held up on its way. Where an answer contradicts it, the clock has moved, and the earlier answers say nothing any more.
/// </summary>
internal sealed class ClockOffset
{
    private const int Kept = 16;

    /// <summary>A double holds the seconds since 1970 to a quarter of a microsecond.</summary>
    private const double Rounding = 1e-6;

    private readonly Queue<Estimate> _last = new(Kept);
    private Estimate? _first;
    private int _seen;

    /// <summary>Their Unix seconds minus our run's seconds, with half the width of what is possible; null before any answer.</summary>
    public Estimate? Best => _last.Count == 0 ? null : _last.MinBy(e => e.Uncertainty);

    /// <summary>How far the clocks have moved apart since the first answers; 0 as long as that is within their uncertainty.</summary>
    public double Drift => _first is { } first && Best is { } best && Math.Abs(best.Seconds - first.Seconds) is var moved && moved > best.Uncertainty + first.Uncertainty + Rounding
        ? best.Seconds - first.Seconds : 0;

    /// <summary>Takes an answer.</summary>
    /// <param name="earliest">Unix seconds of their clock at the answer, at least.</param>
    /// <param name="latest">At most.</param>
    /// <param name="sent">When we asked.</param>
    /// <param name="received">When the answer came.</param>
    /// <returns>How far the clock has moved since the answers before, where this one contradicts them; 0 otherwise.</returns>
    public double Add(double earliest, double latest, Timestamp sent, Timestamp received)
    {
        var (low, high) = (earliest - received.Seconds, latest - sent.Seconds);
        if (!double.IsFinite(low) || !double.IsFinite(high) || high < low)
            return 0;
        var answer = new Estimate((low + high) / 2, (high - low) / 2);
        var moved = 0.0;
        if (Best is { } before && Math.Abs(answer.Seconds - before.Seconds) > answer.Uncertainty + before.Uncertainty + Rounding)
        {
            moved = answer.Seconds - before.Seconds;
            _last.Clear();
            _seen = Kept; // drift is counted from before
        }

        if (_last.Count == Kept)
            _last.Dequeue();
        _last.Enqueue(answer);

        // The first answer pays for the connection; the tightest of the first few is where drift is counted from.
        if (++_seen <= Kept / 2)
            _first = Best;
        return moved;
    }

    /// <summary>The moment on our clock; null before any answer.</summary>
    public Timestamp? ToLocal(double unixSeconds) => Best is { } best && double.IsFinite(unixSeconds) ? new Timestamp((long)((unixSeconds - best.Seconds) * 1e9)) : null;

    /// <summary>A difference and its uncertainty, both in seconds.</summary>
    public readonly record struct Estimate(double Seconds, double Uncertainty);
}
