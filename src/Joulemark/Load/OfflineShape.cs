using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>
/// The whole task at once, as MLPerf's Offline has it: one query of all samples, and the time until the last is answered.
/// How many it works on at a time is the server's own business.
/// </summary>
internal sealed class OfflineShape : ILoadShape
{
    // Enough for a full batch of the servers that people run, and no second helping of the whole task.
    private const int WarmUpInFlight = 256;

    // Beyond that, connections that a server's backlog holds cost more than they save.
    private const int MostConnections = 4096;

    public string Kind => "offline";

    public int? TargetInFlight(LoadSpec spec) => null;

    public bool IsWholeTask(LoadSpec spec) => true;

    public int Connections(LoadSpec spec, WorkloadTask task) => Math.Min(MostConnections, task.Items.Count);

    public Task RunAsync(ILoadStage load, CancellationToken stop)
    {
        var count = load.Task.Items.Count;
        if (load.Stage == Records.Stage.WarmUp)
            return ClosedLoop.RunAsync(load, Math.Min(WarmUpInFlight, count), stop);

        // All are due at once: what sending them takes counts as lateness, so several threads send.
        var start = load.Now;
        var senders = Math.Min(Environment.ProcessorCount, 4);
        return Task.WhenAll(Enumerable.Range(0, senders).Select(first => Task.Run(() => SendEveryAsync(load, first, senders, start, stop), CancellationToken.None)));
    }

    private static async Task SendEveryAsync(ILoadStage load, int first, int step, Timestamp due, CancellationToken stop)
    {
        var inFlight = new InFlight();
        for (var item = first; item < load.Task.Items.Count && !stop.IsCancellationRequested && !inFlight.HasFailed; item += step)
            inFlight.Add(load.SendAsync(new LoadRequest { Due = due, Item = item }));
        await inFlight.DrainAsync();
    }
}
