using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>Requests that follow each other: the next goes out the moment the one before is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Keeps a number of requests in flight until it is stopped.</summary>
    public static Task RunAsync(ILoadStage load, int inFlight, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => SlotAsync(load, () => !stop.IsCancellationRequested)));

    /// <summary>Keeps as many requests in flight as the stretches say, each for its time; the last answers are waited for.</summary>
    public static Task RunAsync(ILoadStage load, IReadOnlyList<LoadSegment> segments, Timestamp start, CancellationToken stop)
    {
        async Task Slot(int number)
        {
            foreach (var segment in segments.Where(s => s.From > number))
            {
                if (!await load.UntilAsync(start + TimeSpan.FromSeconds(segment.Start)))
                    return;
                var end = start + TimeSpan.FromSeconds(segment.End);
                await SlotAsync(load, () => !stop.IsCancellationRequested && load.Now < end);
            }
        }

        return Task.WhenAll(Enumerable.Range(0, (int)segments.Max(s => s.From)).Select(Slot));
    }

    private static async Task SlotAsync(ILoadStage load, Func<bool> goesOn)
    {
        // Due the moment the answer before it ended: what passes until it is sent is the client's own lateness, and must be
        // seen as such.
        Timestamp? due = null;
        while (goesOn())
            due = await load.SendAsync(new LoadRequest { Due = due });
    }
}
