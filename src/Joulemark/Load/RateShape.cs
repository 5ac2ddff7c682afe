using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>
/// Open loop: a number of requests a second, at moments that the seed decides beforehand. With Poisson arrivals it is
/// MLPerf's Server.
/// </summary>
/// <param name="kind">Name in a spec.</param>
internal sealed class RateShape(string kind) : ILoadShape
{
    public string Kind => kind;

    public int? TargetInFlight(LoadSpec spec) => null;

    public Task RunAsync(ILoadStage load, CancellationToken stop)
    {
        var rate = load.Spec.Rate!.Value;
        return OpenLoop.RunAsync(load, load.Now + OpenLoop.Start, Arrivals.Times(load.Spec, load.Random).Select(t => t / rate));
    }
}
