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
    private readonly PriorityQueue<TaskCompletionSource<bool>, Timestamp> _waiting = new();
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
            _waiting.Enqueue(waiter, due);
            if (_wait is null)
            {
                _wait = new PreciseWait();
                new Thread(Run) { IsBackground = true, Name = "load timer", Priority = ThreadPriority.AboveNormal }.Start();
            }
        }

        _wait.Wake();
        return WaitAsync(waiter, stop);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            if (_wait is null)
                return;
        }

        _wait.Wake();
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
            lock (_lock)
            {
                if (_waiting.TryPeek(out var first, out var due))
                {
                    left = due - clock.Now;
                    if (left <= TimeSpan.Zero)
                    {
                        ready = first;
                        _waiting.Dequeue();
                    }
                }

                if (_closed && ready is null)
                {
                    _wait!.Dispose();
                    while (_waiting.TryDequeue(out var late, out _))
                        late.TrySetResult(false);
                    return;
                }
            }

            if (ready is not null)
                ready.TrySetResult(true); // what waited goes on here, on this thread
            else
                _wait!.Wait(left);
        }
    }
}
