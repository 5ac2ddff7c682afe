namespace Joulemark.Load;

/// <summary>Requests whose answers nobody waits for one by one. It keeps no list of them: there may be millions.</summary>
internal sealed class InFlight
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1; // one for whoever adds; it is taken off last
    private Exception? _failure;

    /// <summary>True when one ended by a bug: nothing more need be sent.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>Takes in one more.</summary>
    public void Add(Task request)
    {
        if (request.IsCompletedSuccessfully)
            return;
        Interlocked.Increment(ref _count);
        _ = WatchAsync(request);
    }

    /// <summary>Waits until all have ended. Nothing is added any more.</summary>
    public async Task DrainAsync()
    {
        Release();
        await _drained.Task;
        if (_failure is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private async Task WatchAsync(Task request)
    {
        try
        {
            await request.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            _drained.TrySetResult();
    }
}
