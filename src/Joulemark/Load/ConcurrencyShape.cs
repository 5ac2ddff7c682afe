using Joulemark.Metrology;
using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>Closed loop: a fixed number of requests in flight, each followed by the next the moment it is answered.</summary>
internal sealed class ConcurrencyShape : ILoadShape
{
    public string Kind => "concurrency";

    public int? TargetInFlight(LoadSpec spec) => spec.Concurrency;

    public Task RunAsync(ILoadStage load, CancellationToken stop)
    {
        async Task Slot()
        {
            // Due the moment the answer before it ended: what passes until it is sent is the client's own lateness, and
            // must be seen as such.
            Timestamp? due = null;
            while (!stop.IsCancellationRequested)
                due = await load.SendAsync(due);
        }

        return Task.WhenAll(Enumerable.Range(0, load.Spec.Concurrency).Select(_ => Slot()));
    }
}
