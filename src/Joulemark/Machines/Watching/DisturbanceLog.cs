using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Keeps what one thread sees at its looks. A disturbance that lasts is reported at each look and is over at the first
/// look that does not see it. Between two looks nobody knows: a beginning counts from the look before, an end to the look after.
/// </summary>
/// <param name="clock">The run's clock.</param>
/// <param name="write">Takes the disturbances, as they begin and as they end; the last says whether it is a new one.</param>
/// <param name="changes">Changes of settings that the run itself makes.</param>
internal sealed class DisturbanceLog(MonotonicClock clock, Action<Disturbance, Timestamp, bool> write, SettingChanges changes)
{
    private static int s_last;
    private readonly Dictionary<(string Code, string Subject), Open> _open = [];
    private Timestamp? _before;
    private Timestamp _now;
    private int _changesBefore; // as the look before began, which may have seen half of one
    private int _changes;

    /// <summary>When the present look began.</summary>
    public Timestamp Now => _now;

    /// <summary>When the last look began; the present one at the first.</summary>
    public Timestamp Before => _before ?? _now;

    /// <summary>True where settings are changed on purpose, or were since the look before: then they are taken as they are.</summary>
    public bool IsChangeMeant => changes.AnySince(_changesBefore);

    /// <summary>Begins a look.</summary>
    public void BeginLook()
    {
        _now = clock.Now;
        (_changesBefore, _changes) = (_changes, changes.Done);
    }

    /// <summary>Ends a look: what it did not see again is over.</summary>
    public void EndLook()
    {
        foreach (var (key, open) in _open.Where(o => o.Value.SeenAt != _now).ToList())
            End(key, open);
        _before = _now;
    }

    /// <summary>Something happened since the last look.</summary>
    public void Happened(string code, string subject, string message, int? board = null, Timestamp? since = null, Timestamp? until = null) => write(
        new Disturbance { Code = code, Subject = subject, Message = message, Board = board, Number = Next(), Since = since ?? Before, Until = until ?? _now }, _now, true);

    /// <summary>A setting is another than at the last look.</summary>
    public void Changed(string code, string subject, string message, int? board = null)
    {
        if (!IsChangeMeant)
            Happened(code, subject, message, board);
    }

    /// <summary>Something lasts.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="subject">Who or what: the same at each look.</param>
    /// <param name="message">What it is like now; the message of the heaviest look stays.</param>
    /// <param name="weight">How bad it is now.</param>
    /// <param name="board">Number of the board, where it is one's.</param>
    /// <param name="since">When it began, where that is known better than by the last look.</param>
    public void GoesOn(string code, string subject, string message, double weight = 0, int? board = null, Timestamp? since = null)
    {
        if (!_open.TryGetValue((code, subject), out var open))
        {
            _open[(code, subject)] = open = new Open(
                new Disturbance { Code = code, Subject = subject, Message = message, Board = board, Number = Next(), Since = since ?? Before }, weight);
            write(open.Disturbance, _now, true);
        }
        else if (weight > open.Weight)
        {
            open.Disturbance = open.Disturbance with { Message = message };
            open.Weight = weight;
        }

        open.SeenAt = _now;
    }

    /// <summary>What lasted turns out to be no disturbance at all.</summary>
    public void Withdraw(string code, string subject)
    {
        if (_open.Remove((code, subject), out var open))
            write(open.Disturbance with { IsWithdrawn = true, Until = _now }, _now, false);
    }

    /// <summary>Ends what lasts still, since nobody looks any more.</summary>
    public void Finish()
    {
        _now = clock.Now;
        foreach (var (key, open) in _open.ToList())
            End(key, open);
    }

    private void End((string Code, string Subject) key, Open open)
    {
        _open.Remove(key);
        write(open.Disturbance with { Until = _now }, _now, false);
    }

    private static int Next() => Interlocked.Increment(ref s_last);

    private sealed class Open(Disturbance disturbance, double weight)
    {
        public Disturbance Disturbance { get; set; } = disturbance;

        public double Weight { get; set; } = weight;

        public Timestamp SeenAt { get; set; }
    }
}
