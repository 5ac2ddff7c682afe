using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>Windows that opened before full load, and warm-ups that met their limit before they were steady.</summary>
internal sealed class SteadyStateCheck : IValidityCheck
{
    private const double FewestInFlight = 0.8; // ML.ENERGY's bound for the mean batch

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.WindowRecords.Any(w => w.IsWholeTask))
            yield break; // all of a load, from its beginning to its end, has no steady state
        if (evidence.WindowRecords.FirstOrDefault(w => !w.Steady) is { } window)
            yield return new ValidityReason("not-steady", $"window {window.Repeat} opened before the load had reached its target");

        // Each window stands on the last warm-up before it.
        var cold = evidence.WindowRecords.Where(w => evidence.WarmUps.LastOrDefault(u => u.End <= w.Start) is { Steady: false }).ToList();
        if (cold.Count > 0)
        {
            yield return new ValidityReason("not-steady",
                $"the warm-up before window {string.Join(", ", cold.Select(w => w.Repeat))} did not become steady: throughput or power still had a trend over {SteadyState.MostTrend:P0} or a spread over {SteadyState.MostSpread:P0} at measure.warm-up-limit");
        }

        if (Target(evidence) is { } target && evidence.Loads.Count > 0)
        {
            var fewest = evidence.Loads.Select(l => (l.Window.Repeat, InFlight: l.InFlightSeconds / l.Window.Duration.TotalSeconds)).MinBy(x => x.InFlight);
            if (fewest.InFlight < FewestInFlight * target)
            {
                yield return new ValidityReason("not-steady", string.Create(CultureInfo.InvariantCulture,
                    $"in window {fewest.Repeat} {fewest.InFlight:0.#} requests were in flight in the mean, of {target} asked for; the limit is {FewestInFlight:P0}"));
            }
        }
    }

    /// <summary>How many are in flight at all times; null where that is not what was asked for: in an open loop, while users think, and where a query's samples wait for each other.</summary>
    private static double? Target(ConfigurationEvidence evidence) => evidence.Value("load.kind") switch
    {
        _ when evidence.Number("load.think-time") > 0 => null,
        "concurrency" or null => evidence.Number("load.concurrency"),
        "single-stream" => 1,
        _ => null,
    };
}
