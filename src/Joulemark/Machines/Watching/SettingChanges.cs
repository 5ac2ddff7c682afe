namespace Joulemark.Machines.Watching;

/// <summary>Changes of settings that the run itself makes: they are no disturbance.</summary>
internal sealed class SettingChanges
{
    private int _open;
    private int _done;

    /// <summary>How many were made.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>True where one is being made, or was since so many were done.</summary>
    public bool AnySince(int done) => Volatile.Read(ref _open) > 0 || Done != done;

    /// <summary>To be held while settings are changed.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _open);
        return new Change(this);
    }

    private sealed class Change(SettingChanges changes) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) != 0)
                return;
            Interlocked.Increment(ref changes._done);
            Interlocked.Decrement(ref changes._open);
        }
    }
}
