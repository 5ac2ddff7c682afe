using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>Too many failed requests. Their joules are in the figures, their work is not.</summary>
internal sealed class ErrorRateCheck : IValidityCheck
{
    private const double MostErrors = 0.01;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var failed = evidence.Measured.Where(r => r.Error is not null && r.ErrorKind != RequestRecord.Cancelled).ToList();
        if (failed.Count > MostErrors * evidence.Measured.Count)
        {
            var kinds = failed.GroupBy(r => r.ErrorKind, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}");
            yield return new ValidityReason("error-rate",
                $"{failed.Count} of {evidence.Measured.Count} requests failed ({string.Join(", ", kinds)}; the limit is {MostErrors:P0}); first: {failed[0].Error}");
        }
    }
}
