namespace Joulemark.Load;

/// <summary>
/// Which item of the task comes next. Places count on from stage to stage and from pass to pass over the task, so that
/// every item is asked before any is asked again: place 0 is the first item, and place <c>count</c> is the same once more.
/// </summary>
internal sealed class TaskPlaces(int count, int next)
{
    private readonly Lock _lock = new();
    private int _next = next;

    /// <summary>The next place to take.</summary>
    public int Next
    {
        get
        {
            lock (_lock)
                return _next;
        }
    }

    /// <summary>Takes the next place.</summary>
    public int Take()
    {
        lock (_lock)
            return _next++ & int.MaxValue;
    }

    /// <summary>Takes a place by its number; the pass that it lies in is used up by that.</summary>
    public int Take(int place)
    {
        lock (_lock)
            _next = Math.Max(_next, ((place / count) + 1) * count);
        return place;
    }

    /// <summary>Gives the last place back that was taken in turn, because its item was not sent any more.</summary>
    public void GiveBack()
    {
        lock (_lock)
            _next--;
    }

    /// <summary>The first place of a pass of which nothing has been asked yet.</summary>
    public int BeginPass()
    {
        lock (_lock)
            return (_next + count - 1) / count * count;
    }
}
