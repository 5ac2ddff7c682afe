namespace Joulemark.Analysis.Checks;

/// <summary>Windows that opened before full load, and warm-ups that met their limit before they were steady.</summary>
internal sealed class SteadyStateCheck : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.WindowRecords.FirstOrDefault(w => !w.Steady) is { } window)
            yield return new ValidityReason("not-steady", $"window {window.Repeat} opened before the load had reached its target");
        if (evidence.WarmUps.Count > 0 && evidence.WarmUps.All(w => !w.Steady))
        {
            yield return new ValidityReason("not-steady",
                $"no warm-up became steady: throughput or power still had a trend over {SteadyState.MostTrend:P0} or a spread over {SteadyState.MostSpread:P0} at measure.warm-up-limit");
        }
    }
}
