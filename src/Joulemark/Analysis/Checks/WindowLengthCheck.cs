using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>Windows too short for the slowest counted sensor: shorter than ten of its update periods.</summary>
internal sealed class WindowLengthCheck(IReadOnlyDictionary<string, double?> updatePeriods) : IValidityCheck
{
    public const double FewestUpdates = 10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var slowest = (evidence.Ledger?.Counted ?? [])
            .Select(name => (name, period: updatePeriods.GetValueOrDefault(name) ?? 0)).OrderByDescending(x => x.period).FirstOrDefault();
        var shortest = evidence.Windows.Select(w => w.Duration.TotalSeconds).DefaultIfEmpty(double.MaxValue).Min();
        if (slowest.name is not null && shortest < FewestUpdates * slowest.period)
        {
            yield return new ValidityReason("window-too-short", string.Create(CultureInfo.InvariantCulture,
                $"a window of {shortest:0.####} s holds fewer than {FewestUpdates} updates of {slowest.name}, which updates every {slowest.period:0.####} s; {(evidence.IsCommand ? "a command must run for" : "measure.window must be")} at least {FewestUpdates * slowest.period:0.###}s"));
        }
    }
}
