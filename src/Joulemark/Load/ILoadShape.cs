using Joulemark.Metrology;
using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>Decides when requests are sent. One class and one line in <c>BuiltIns</c> add one.</summary>
public interface ILoadShape
{
    /// <summary>Name in a spec.</summary>
    string Kind { get; }

    /// <summary>How many requests are in flight once the load is at its target; 1 where the shape has no such number.</summary>
    int TargetInFlight(LoadSpec spec);

    /// <summary>Sends requests until told to stop, then waits for those in flight.</summary>
    /// <param name="spec">The load asked for.</param>
    /// <param name="sendNext">
    /// Sends the task's next item and returns when it is answered, with the moment its answer ended. It takes the moment the
    /// request was due; null for now.
    /// </param>
    /// <param name="stop">Stops sending; requests in flight go on.</param>
    Task RunAsync(LoadSpec spec, Func<Timestamp?, Task<Timestamp?>> sendNext, CancellationToken stop);
}
