using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>
/// Wakes whoever waits at the moment it asked for, to some tens of microseconds: the framework's timers are a millisecond
/// late and more. One thread sleeps until the earliest moment and runs what waited for it; it is there only once someone
/// waits.
/// </summary>
internal sealed class LoadTimer(MonotonicClock clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource<bool>, (Timestamp Due, long Turn)> _waiting = new(); // of one moment's, who came first goes first
    private long _turn;
    private PreciseWait? _wait;
    private bool _closed;

    /// <summary>Waits until a moment; at once when it has passed.</summary>
    /// <returns>False when it was stopped meanwhile.</returns>
    public ValueTask<bool> UntilAsync(Timestamp due, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return ValueTask.FromResult(false);
        if (due <= clock.Now)
            return ValueTask.FromResult(true);
        if (clock.TimeProvider != TimeProvider.System)
            return DelayAsync(due, stop); // a test's clock says itself when it is time

        var waiter = new TaskCompletionSource<bool>();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var isFirst = !_waiting.TryPeek(out _, out var earliest) || due < earliest.Due;
            _waiting.Enqueue(waiter, (due, _turn++));
            if (_wait is null)
            {
                _wait = new PreciseWait();
                new Thread(Run) { IsBackground = true, Name = "load timer", Priority = ThreadPriority.AboveNormal }.Start();
            }

            // Under the lock, as the thread ends under it: what wakes it must not be closed meanwhile, its number may be
            // another file's by then. Where another moment comes first, the thread wakes for that.
            if (isFirst)
                _wait.Wake();
        }

        return WaitAsync(waiter, stop);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            _wait?.Wake();
        }
    }

    private static async ValueTask<bool> WaitAsync(TaskCompletionSource<bool> waiter, CancellationToken stop)
    {
        await using (stop.UnsafeRegister(static w => ((TaskCompletionSource<bool>)w!).TrySetResult(false), waiter))
            return await waiter.Task.ConfigureAwait(false);
    }

    private async ValueTask<bool> DelayAsync(Timestamp due, CancellationToken stop)
    {
        await clock.Delay(due - clock.Now, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    private void Run()
    {
        while (true)
        {
            TaskCompletionSource<bool>? ready = null;
            TimeSpan? left = null;
            List<TaskCompletionSource<bool>>? late = null;
            lock (_lock)
            {
                if (_closed)
                {
                    _wait!.Dispose();
                    late = [.. _waiting.UnorderedItems.Select(w => w.Element)];
                    _waiting.Clear();
                }
                else if (_waiting.TryPeek(out var first, out var due))
                {
                    left = due.Due - clock.Now;
                    if (left <= TimeSpan.Zero)
                    {
                        ready = first;
                        _waiting.Dequeue();
                    }
                }
            }

            if (late is not null)
            {
                late.ForEach(w => w.TrySetResult(false)); // outside of the lock: what waited goes on here, and may do anything
                return;
            }

            if (ready is not null)
                ready.TrySetResult(true); // what waited goes on here, on this thread
            else
                _wait!.Wait(left);
        }
    }
}
