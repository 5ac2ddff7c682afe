namespace Joulemark.Metering;

/// <summary>What others ask of a sampler's thread while it waits for its next turn: a reading at once, a look at what is due, or its end.</summary>
internal sealed class LaneBell : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _reading;
    private volatile bool _isStopped;

    /// <summary>Set when the thread is to wake.</summary>
    public ManualResetEventSlim Wake { get; } = new(initialState: false, spinCount: 0); // spinning is CPU time taken from what is measured

    public bool IsStopped => _isStopped;

    /// <summary>Has the thread read every meter at once.</summary>
    /// <returns>Completes when it has, or when there is no thread any more; not while a reading hangs.</returns>
    public Task AskForReading()
    {
        lock (_lock)
        {
            if (_isStopped)
                return Task.CompletedTask;
            _reading ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Wake.Set();
            return _reading.Task;
        }
    }

    /// <summary>Has the thread look again at what is due.</summary>
    public void Ring()
    {
        lock (_lock)
            Wake.Set();
    }

    /// <summary>Ends the thread.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            Wake.Set();
        }
    }

    /// <summary>Takes the reading that was asked for, and is ready for the next call. After the end the thread is awake for good.</summary>
    public TaskCompletionSource? Take()
    {
        lock (_lock)
        {
            var asked = _reading;
            _reading = null;
            if (!_isStopped)
                Wake.Reset();
            return asked;
        }
    }

    public void Dispose() => Wake.Dispose();
}
