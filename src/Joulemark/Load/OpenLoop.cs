using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>Requests that go out when they are due, whatever the server does.</summary>
internal static class OpenLoop
{
    /// <summary>From the start of a load to its schedule's zero: time to prepare the first requests, and no more, for a window of a whole task is open by then.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long before its time a request is handed over, so that what there is to prepare, a long prompt's words and
    /// bytes, makes neither it nor the next one late; long, because a trace has hundreds due in a tenth of a second.
    /// </summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends requests at the times of a schedule, in seconds from a start, until its end or until it is stopped.</summary>
    /// <param name="load">What to send by.</param>
    /// <param name="start">The schedule's zero.</param>
    /// <param name="times">When requests are due, in order, each with its item; null for the task's next one.</param>
    public static async Task RunAsync(ILoadStage load, Timestamp start, IEnumerable<(double Seconds, int? Item)> times)
    {
        var inFlight = new InFlight();
        try
        {
            foreach (var (seconds, item) in times)
            {
                var due = start + TimeSpan.FromSeconds(seconds);
                if (!await load.UntilAsync(due - Lead).ConfigureAwait(false) || inFlight.HasFailed)
                    break;
                inFlight.Add(load.SendAsync(new LoadRequest { Due = due, Item = item, MostInFlight = load.Spec.MaxInFlight }));
            }
        }
        finally
        {
            await inFlight.DrainAsync();
        }
    }

    /// <summary>Sends the task's next items.</summary>
    public static Task RunAsync(ILoadStage load, Timestamp start, IEnumerable<double> times) =>
        RunAsync(load, start, times.Select(t => (t, (int?)null)));
}
