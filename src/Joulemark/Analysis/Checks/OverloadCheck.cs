using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// An open loop that asks for more than the server can take: what is in flight grows for as long as the window is, and
/// every latency with it, so that the figures say how long the window was and not what the server does.
/// </summary>
internal sealed class OverloadCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    private const double MostGrowth = 0.05; // of what was due in the window
    private const double Noise = 3; // standard deviations of the difference of two Poisson numbers

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        // What was not sent was due all the same.
        var skipped = events.Where(e => e.Kind == RunEvent.Load && e.Configuration == evidence.Configuration.Name
            && e.Facts?.GetValueOrDefault(RunEvent.LoadStage) == RecordNames.Of(Stage.Window)).Sum(e => Count(e.Facts!));
        if (skipped > 0)
        {
            yield return new ValidityReason("overloaded", string.Create(CultureInfo.InvariantCulture,
                $"{skipped} requests that were due were not sent, because load.max-in-flight ({evidence.Value("load.max-in-flight")}) was reached: {Rates(evidence.Loads, evidence.Number("load.rate"))}")); // what was not sent has no record
            yield break;
        }

        if (evidence.Value("load.kind") is not ("rate" or "server"))
            yield break;
        foreach (var load in evidence.Loads)
        {
            if (load.InFlightAfter - load.InFlightBefore > Math.Max(MostGrowth * load.Due, Noise * Math.Sqrt(2 * InFlight(load))))
            {
                yield return new ValidityReason("overloaded", string.Create(CultureInfo.InvariantCulture,
                    $"in window {load.Window.Repeat} the requests in flight grew from {load.InFlightBefore} to {load.InFlightAfter}, by more than {MostGrowth:P0} of the {load.Due} that were due: {Rates([load])}"));
                yield break;
            }
        }

        // What one window does not tell from chance, all of them together may.
        var (grown, due) = (evidence.Loads.Sum(l => l.InFlightAfter - l.InFlightBefore), evidence.Loads.Sum(l => l.Due));
        if (grown > Math.Max(MostGrowth * due, Noise * Math.Sqrt(2 * evidence.Loads.Sum(InFlight))))
        {
            yield return new ValidityReason("overloaded", string.Create(CultureInfo.InvariantCulture,
                $"over the windows the requests in flight grew by {grown}, by more than {MostGrowth:P0} of the {due} that were due: {Rates(evidence.Loads)}"));
        }
    }

    /// <summary>The variance of how many are in flight: by Poisson their mean, and a window may open on a low.</summary>
    private static double InFlight(WindowLoad load) => Math.Max(1, Math.Max(load.InFlightBefore, load.InFlightSeconds / load.Window.Duration.TotalSeconds));

    private static long Count(IReadOnlyDictionary<string, string> facts) =>
        long.TryParse(facts.GetValueOrDefault(RunEvent.SkippedRequests), CultureInfo.InvariantCulture, out var skipped) ? skipped : 0;

    /// <summary>What was asked for beside what was done, in the same windows. Of conversations load.rate counts the first turns only, and what was due all.</summary>
    private static string Rates(IReadOnlyList<WindowLoad> loads, double? rate = null)
    {
        const string why = "the rate is above what the server can take, or it stood still for a while";
        var seconds = loads.Sum(l => l.Window.Duration.TotalSeconds);
        if (seconds <= 0)
            return why; // it was interrupted in its first window
        var (asked, done) = (rate ?? (loads.Sum(l => l.Due) / seconds), loads.Sum(l => l.Counts.Requests) / seconds);
        return string.Create(CultureInfo.InvariantCulture, $"there {asked:0.###} requests/s were asked for and {done:0.###} answered; {why}");
    }
}
