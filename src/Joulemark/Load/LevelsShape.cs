using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>A load whose level changes as planned: a ramp, or steps; of the rate of an open loop, or of the concurrency of a closed one.</summary>
/// <param name="kind">Name in a spec.</param>
/// <param name="plan">Its stretches.</param>
internal sealed class LevelsShape(string kind, Func<LoadSpec, IReadOnlyList<LoadSegment>> plan) : ILoadShape
{
    public string Kind => kind;

    public int? TargetInFlight(LoadSpec spec) => IsRate(spec) ? null : (int)plan(spec).Max(s => s.From);

    public bool IsWholeTask(LoadSpec spec) => true;

    public TimeSpan? Length(LoadSpec spec, WorkloadTask task) => TimeSpan.FromSeconds(plan(spec)[^1].End);

    public Task RunAsync(ILoadStage load, CancellationToken stop)
    {
        var segments = plan(load.Spec);
        var start = load.Now + OpenLoop.Start;
        if (load.Stage == Records.Stage.WarmUp)
        {
            // Its first level, which the window begins with; of a rate of 0 there would be nothing to warm up with.
            var level = segments[0].From > 0 ? segments[0].From : segments.Max(s => Math.Max(s.From, s.To));
            return IsRate(load.Spec)
                ? OpenLoop.RunAsync(load, start, Arrivals.Times(load.Spec, load.Random).Select(t => t / level))
                : ClosedLoop.RunAsync(load, (int)level, stop);
        }

        return Task.WhenAll(
            IsRate(load.Spec) ? OpenLoop.RunAsync(load, start, LoadSegment.Times(segments, Arrivals.Times(load.Spec, load.Random))) : ClosedLoop.RunAsync(load, segments, start, stop),
            MarkAsync(load, segments, start));
    }

    private static bool IsRate(LoadSpec spec) => spec.Of == "rate";

    /// <summary>Records when each stretch begins, and waits for the end of the last: a window ends no sooner than its load.</summary>
    private static async Task MarkAsync(ILoadStage load, IReadOnlyList<LoadSegment> segments, Timestamp start)
    {
        var unit = IsRate(load.Spec) ? "requests/s" : "in flight";
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var (begins, ends) = (start + TimeSpan.FromSeconds(segment.Start), start + TimeSpan.FromSeconds(segment.End));
            if (!await load.UntilAsync(begins))
                return;
            string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
            var level = segment.From.Equals(segment.To) ? Text(segment.From) : $"{Text(segment.From)} to {Text(segment.To)}";
            load.Mark($"level {i + 1} of {segments.Count}: {level} {unit} for {Text(segment.Length)} s", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["level"] = (i + 1).ToString(CultureInfo.InvariantCulture),
                ["of"] = load.Spec.Of,
                ["from"] = Text(segment.From),
                ["to"] = Text(segment.To),
                ["start_ns"] = begins.Nanoseconds.ToString(CultureInfo.InvariantCulture),
                ["end_ns"] = ends.Nanoseconds.ToString(CultureInfo.InvariantCulture),
            });
        }

        await load.UntilAsync(start + TimeSpan.FromSeconds(segments[^1].End));
    }
}
