using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>
/// Closed loop: a fixed number of requests, or conversations, in flight, each followed by the next the moment it is
/// answered. With one it is MLPerf's SingleStream.
/// </summary>
/// <param name="kind">Name in a spec.</param>
/// <param name="inFlight">How many are in flight; null for what the spec says.</param>
internal sealed class ConcurrencyShape(string kind, int? inFlight = null) : ILoadShape
{
    public string Kind => kind;

    public int? TargetInFlight(LoadSpec spec) => inFlight ?? spec.Concurrency;

    public Task RunAsync(ILoadStage load, CancellationToken stop) => ClosedLoop.RunAsync(load, inFlight ?? load.Spec.Concurrency, stop);
}
