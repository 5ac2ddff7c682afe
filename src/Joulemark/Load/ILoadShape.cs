using Joulemark.Planning;
using Joulemark.Workloads;

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
    /// True where a window is all of the load from its first request to its last answer, and not a stretch of steady state:
    /// a batch, a replayed trace, a ramp. Such a load ends by itself, but for its warm-up.
    /// </summary>
    bool IsWholeTask(LoadSpec spec) => false;

    /// <summary>How long a window of a load that ends by itself is at least; null where it is not known beforehand.</summary>
    TimeSpan? Length(LoadSpec spec, WorkloadTask task) => null;

    /// <summary>How many connections are worth opening before the load begins.</summary>
    int Connections(LoadSpec spec, WorkloadTask task) => Math.Min(TargetInFlight(spec) ?? 1, task.Items.Count);

    /// <summary>Sends requests until told to stop, or to the task's end, then waits for those in flight.</summary>
    /// <param name="load">What to send by, and with what.</param>
    /// <param name="stop">Stops sending; requests in flight go on.</param>
    Task RunAsync(ILoadStage load, CancellationToken stop);
}
