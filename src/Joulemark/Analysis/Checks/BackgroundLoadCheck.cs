using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Other people's load during the windows. In a boundary that counts the machine its joules are in the figures, so they
/// are not valid; in the process boundary they are not, and <see cref="RunAnalyzer"/> warns instead.
/// </summary>
internal sealed class BackgroundLoadCheck : IValidityCheck
{
    /// <summary>Most of the machine's CPUs that others may keep busy.</summary>
    public const double MostBackground = 0.05;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Ledger?.Boundary is Boundary.Components or Boundary.Node && Worst(evidence) is { } worst)
            yield return new ValidityReason("background-cpu", worst);
    }

    /// <summary>The worst window over the limit, in words; null when none is.</summary>
    public static string? Worst(ConfigurationEvidence evidence)
    {
        var worst = evidence.WindowRecords
            .Select(w => (w.Repeat, share: w.Cpu is { BackgroundSeconds: { } s } cpu ? s / (w.Duration.TotalSeconds * cpu.LogicalCpus) : 0))
            .OrderByDescending(x => x.share).FirstOrDefault();
        return worst.share > MostBackground ? string.Create(CultureInfo.InvariantCulture,
            $"in window {worst.Repeat} other processes kept {worst.share:P0} of the CPUs busy; the limit is {MostBackground:P0}") : null;
    }
}
