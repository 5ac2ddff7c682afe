using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Watching;

/// <summary>
/// A thread that looks again and again, never more often than its share of a core allows: after a look that cost much it
/// pauses longer. Nobody waits for it but its end, and that not for long.
/// </summary>
internal sealed class WatchThread : IDisposable
{
    /// <summary>Most of one core that a thread may use, in the mean.</summary>
    public const double MostOfACore = 0.0015;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Func<IEnumerable<IWatch>> _open;
    private readonly TimeSpan _period;
    private readonly DisturbanceLog _log;
    private readonly Action<Diagnostic> _report;
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;
    private volatile bool _isStopped;
    private long _lookingSince;
    private long _cpuTicks;

    /// <param name="name">What it watches.</param>
    /// <param name="open">Opens what is to be watched, on the thread: that may hang as well.</param>
    /// <param name="period">Between looks, at least.</param>
    /// <param name="log">Takes what is seen.</param>
    /// <param name="report">Takes a watch that failed.</param>
    public WatchThread(string name, Func<IEnumerable<IWatch>> open, TimeSpan period, DisturbanceLog log, Action<Diagnostic> report)
    {
        (_open, _period, _log, _report) = (open, period, log, report);
        _thread = new Thread(Run) { Name = $"watch {name}", IsBackground = true };
    }

    /// <summary>How long the present look has taken; null between looks.</summary>
    public TimeSpan? Looking => Volatile.Read(ref _lookingSince) is var since and not 0 ? Stopwatch.GetElapsedTime(since) : null;

    /// <summary>CPU time of the looks after the first, which opens and compiles.</summary>
    public TimeSpan Cost => TimeSpan.FromTicks(Volatile.Read(ref _cpuTicks));

    public void Start() => _thread.Start();

    /// <summary>Has it look soon, without waiting for that.</summary>
    public void LookSoon()
    {
        if (!_isStopped)
            _wake.Set();
    }

    /// <summary>Ends it after one more look. One that hangs is left behind, with what it may look at later.</summary>
    public void Dispose()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        _wake.Set();
        if (_thread.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted) || _thread.Join(Patience))
            _wake.Dispose();
    }

    private void Run()
    {
        var watches = new List<IWatch>();
        Volatile.Write(ref _lookingSince, Stopwatch.GetTimestamp());
        Try("opening it", () => watches.AddRange(_open()));
        Look(watches);
        Volatile.Write(ref _cpuTicks, 0);
        for (var pause = _period; !_isStopped; pause = Pause(Look(watches)))
        {
            _wake.Wait(pause);
            _wake.Reset();
        }

        _log.Finish();
        watches.ForEach(w => w.Dispose());
    }

    private TimeSpan Pause(TimeSpan cost) => TimeSpan.FromTicks(Math.Clamp((long)(cost.Ticks / MostOfACore), _period.Ticks, LongestPause.Ticks));

    private TimeSpan Look(List<IWatch> watches)
    {
        var began = ThreadTime.Read();
        Volatile.Write(ref _lookingSince, Stopwatch.GetTimestamp());
        _log.BeginLook();
        foreach (var watch in watches.ToList())
        {
            if (!Try(watch.GetType().Name, () => watch.Look(_log)))
                watches.Remove(watch);
        }

        _log.EndLook();
        Volatile.Write(ref _lookingSince, 0);
        var cost = ThreadTime.Read() - began;
        Interlocked.Add(ref _cpuTicks, cost.Ticks);
        return cost;
    }

    /// <summary>A fault in watching is said; what is measured goes on.</summary>
    private bool Try(string what, Action look)
    {
        try
        {
            look();
            return true;
        }
        catch (Exception e)
        {
            _report(new Diagnostic("JM6052", DiagnosticSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"a part of the machine is not watched any more ({_thread.Name}, {what}): {e.Message}"), "The figures stand; disturbances of this part would not be seen. Please report it."));
            return false;
        }
    }
}
