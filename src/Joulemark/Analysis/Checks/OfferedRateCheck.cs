using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// An open loop that offered more than was done: the queue grows for as long as the load lasts, so that no latency of it is
/// a property of the server, only of how long one looked.
/// </summary>
internal sealed class OfferedRateCheck : IValidityCheck
{
    private const double LeastAchieved = 0.95;
    private const double Sigmas = 3;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (!evidence.IsOpenLoop || evidence.Loads.Count == 0)
            yield break;
        double offered = evidence.Loads.Sum(l => l.Due);
        double done = evidence.Loads.Sum(l => l.Counts.Requests + l.Counts.Errors);
        var seconds = evidence.Loads.Sum(l => l.Window.Duration.TotalSeconds);

        // Of what is in flight at a window's edges as many more may come in as go out, by chance.
        var inFlight = Math.Max(1, evidence.Loads.Sum(l => l.InFlightSeconds) / seconds);
        var chance = Sigmas * Math.Sqrt(2 * inFlight * evidence.Loads.Count);
        if (done < LeastAchieved * offered && offered - done > chance)
        {
            yield return new ValidityReason("overloaded", string.Create(CultureInfo.InvariantCulture,
                $"{offered / seconds:0.##} requests/s were due and {done / seconds:0.##} were done, {done / offered:P1}; the limit is {LeastAchieved:P0}. The queue grew all the while, so latencies say how long the load lasted: lower the rate, or take the throughput alone"));
        }
    }
}
