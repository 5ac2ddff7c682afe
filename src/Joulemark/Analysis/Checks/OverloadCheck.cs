using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Requests of an open loop that were due and not sent, because as many were in flight as may be: what was measured is not
/// the load that was asked for. What grows without meeting that bound is <see cref="OfferedRateCheck"/>'s.
/// </summary>
internal sealed class OverloadCheck(IReadOnlyList<RunEvent> events) : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var unsent = events.Where(e => e.Kind == RunEvent.Load && e.Configuration == evidence.Configuration.Name
            && e.Facts?.GetValueOrDefault(RunEvent.LoadStage) == RecordNames.Of(Stage.Window)).Sum(e => Count(e.Facts!));
        if (unsent == 0)
            yield break;
        var seconds = evidence.WindowRecords.Sum(w => w.Duration.TotalSeconds);
        var done = evidence.Windows.Sum(w => w.Counts.Requests) / seconds;
        var asked = evidence.Value("load.kind") is "rate" or "server" && evidence.Number("load.rate") is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.###} requests/s were asked for and ") : "";
        yield return new ValidityReason("overloaded", string.Create(CultureInfo.InvariantCulture,
            $"{unsent} requests that were due were not sent, because load.max-in-flight ({evidence.Value("load.max-in-flight")}) was reached: {asked}{done:0.###} requests/s were answered; that is more than the server can take"));
    }

    private static long Count(IReadOnlyDictionary<string, string> facts) =>
        long.TryParse(facts.GetValueOrDefault(RunEvent.SkippedRequests), CultureInfo.InvariantCulture, out var unsent) ? unsent : 0;
}
