namespace Joulemark.Analysis.Checks;

/// <summary>Energy that is missing from a window: gaps, resets, implausible readings.</summary>
internal sealed class EnergyCheck : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.ServerIsElsewhere)
        {
            yield return new ValidityReason("server-elsewhere", "the server runs on another machine, whose joules this one cannot see: latency and accuracy stand, energy is not given");
            yield break;
        }

        if (evidence.Header.Import is { Power: null })
            yield break; // nobody asked for energy: it is missing, and a diagnostic says so

        if (evidence.Ledger is not { } ledger)
        {
            yield return new ValidityReason("no-energy", "no boundary could be measured, so there are no energy figures");
            yield break;
        }

        var problems = evidence.Windows.Zip(evidence.WindowEnergies, (window, energy) => (window, energy))
            .SelectMany(x => ledger.Counted.Select(name => (x.window, channel: x.energy.Channels.GetValueOrDefault(name))))
            .Where(x => x.channel?.Energy is null)
            .GroupBy(x => x.channel?.Problem ?? "missing-channel", StringComparer.Ordinal);
        foreach (var problem in problems)
        {
            var (window, channel) = problem.First();
            yield return new ValidityReason(problem.Key, $"window {window.Repeat}: {channel?.Evidence ?? "a channel of the ledger has no samples"}"
                + (problem.Count() > 1 ? $" (and {problem.Count() - 1} more)" : ""));
        }
    }
}
