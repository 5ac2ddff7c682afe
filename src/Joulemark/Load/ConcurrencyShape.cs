using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>Closed loop: a fixed number of requests in flight, each followed by the next the moment it is answered.</summary>
internal sealed class ConcurrencyShape : ILoadShape
{
    public string Kind => "concurrency";

    public int TargetInFlight(LoadSpec spec) => spec.Concurrency;

    public Task RunAsync(LoadSpec spec, Func<Task> sendNext, CancellationToken stop)
    {
        async Task Slot()
        {
            while (!stop.IsCancellationRequested)
                await sendNext();
        }

        return Task.WhenAll(Enumerable.Range(0, spec.Concurrency).Select(_ => Task.Run(Slot, CancellationToken.None)));
    }
}
