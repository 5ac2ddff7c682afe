using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>Decides when requests are sent. One class and one line in <c>BuiltIns</c> add one.</summary>
public interface ILoadShape
{
    /// <summary>Name in a spec.</summary>
    string Kind { get; }

    /// <summary>
    /// How many requests are in flight once the load is at its target; null for an open loop, which is at its target once
    /// as many requests have ended as are in flight: the queue has turned over.
    /// </summary>
    int? TargetInFlight(LoadSpec spec);

    /// <summary>
    /// True where a window is the whole task from its first request to its last answer, and not a stretch of steady state:
    /// a batch, a replayed trace.
    /// </summary>
    bool IsWholeTask(LoadSpec spec) => false;

    /// <summary>Sends requests until told to stop, or to the task's end, then waits for those in flight.</summary>
    /// <param name="load">What to send by, and with what.</param>
    /// <param name="stop">Stops sending; requests in flight go on.</param>
    Task RunAsync(ILoadStage load, CancellationToken stop);
}
