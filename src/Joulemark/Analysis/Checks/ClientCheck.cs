using System.Globalization;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Checks;

/// <summary>A load client that was late itself: its delay must not be reported as the server's.</summary>
internal sealed class ClientCheck : IValidityCheck
{
    private const double MostLagSeconds = 0.010;
    private const double MostShareOfTtft = 0.05;
    private const double MostShareOfBatch = 0.05;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var lags = evidence.Measured.Select(r => (r.Sent - r.Scheduled).TotalSeconds).Order().ToList();
        var ttfts = evidence.Measured.Select(r => r.Ttft?.TotalSeconds).OfType<double>().Order().ToList();
        if (lags.Count == 0 || ttfts.Count == 0)
            yield break;
        var lag = Quantiles.At(lags, 0.99);
        var limit = Math.Max(MostLagSeconds, MostShareOfTtft * Quantiles.At(ttfts, 0.5));
        if (evidence.Value("load.kind") == "offline") // all at once is due in one moment: what sending takes matters by its share of the whole
            limit = Math.Max(limit, MostShareOfBatch * evidence.Windows.Select(w => w.Duration.TotalSeconds).DefaultIfEmpty().Min());
        if (lag > limit)
        {
            yield return new ValidityReason("client-saturated", string.Create(CultureInfo.InvariantCulture,
                $"the load client sent 1 % of the requests {lag * 1e3:0.#} ms late or more; the limit is {limit * 1e3:0.#} ms. Lower the load or give the client more CPU"));
        }
    }
}
