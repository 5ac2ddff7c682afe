using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>Too many failed requests. Their joules are in the figures, their work is not. Where the server gave up at a point of a sweep, the errors lie beyond its windows.</summary>
/// <param name="events">What happened in the run.</param>
internal sealed class ErrorRateCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    private const double MostErrors = 0.01;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (events.FirstOrDefault(e => e.Configuration == evidence.Configuration.Name && e.Diagnostic?.Id == RunEvent.PointFailed) is { } gaveUp)
            yield return new ValidityReason("error-rate", gaveUp.Message);
        var kinds = ConfigurationResult.FailuresOf(evidence.Errors);
        var failed = kinds.Sum(e => e.Value);
        if (failed > MostErrors * evidence.Measured.Count)
        {
            var first = evidence.Measured.First(r => r.Error is not null && r.ErrorKind != RequestRecord.Cancelled);
            yield return new ValidityReason("error-rate",
                $"{failed} of {evidence.Measured.Count} requests failed ({string.Join(", ", kinds.Select(e => $"{e.Value} {e.Key}"))}; the limit is {MostErrors:P0}); first: {first.Error}");
        }
    }
}
