using Joulemark.Planning;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>Replays a trace: each item goes out when it arrived, or so many times sooner.</summary>
internal sealed class TraceShape : ILoadShape
{
    public string Kind => "trace";

    public int? TargetInFlight(LoadSpec spec) => null;

    public bool IsWholeTask(LoadSpec spec) => true;

    public TimeSpan? Length(LoadSpec spec, WorkloadTask task) => TimeSpan.FromSeconds(task.Items.Max(ArrivalOf) / spec.SpeedUp);

    public Task RunAsync(ILoadStage load, CancellationToken stop) => OpenLoop.RunAsync(load, load.Now + OpenLoop.Start, Times(load));

    private static double ArrivalOf(TaskItem item) => item.Arrival!.Value.TotalSeconds;

    private static IEnumerable<(double Seconds, int? Item)> Times(ILoadStage load)
    {
        var items = load.Task.Items;

        // A trace need not be sorted; those of one moment go out in its order.
        var order = Enumerable.Range(0, items.Count).OrderBy(i => ArrivalOf(items[i])).ToArray();
        var length = ArrivalOf(items[order[^1]]) / load.Spec.SpeedUp;
        for (var pass = 0; pass == 0 || load.Stage == Records.Stage.WarmUp; pass++)
        {
            // A warm-up goes through the trace again until it is told to stop; after a mean interval, as if it went on.
            var start = pass * (length + Math.Max(length / items.Count, 0.001));
            foreach (var item in order)
                yield return (start + (ArrivalOf(items[item]) / load.Spec.SpeedUp), (pass * items.Count) + item);
        }
    }
}
