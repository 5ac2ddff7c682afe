using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Which uncertainties of the joules cancel in a ratio: what the same sensor is wrong by, both sides are wrong by alike.</summary>
internal static class SharedGain
{
    /// <summary>Why an uncertainty is in the interval already.</summary>
    internal const string InTheInterval = "it is in the ratio's interval";

    public static IReadOnlyList<ComparedUncertainty> Of(RunRecord runA, ConfigurationResult a, RunRecord runB, ConfigurationResult b)
    {
        var (same, why) = IsSameDevice(runA, a, runB, b);
        return
        [
            .. from name in a.Systematic.Concat(b.Systematic).Select(s => s.Name).Distinct(StringComparer.Ordinal)
               let parts = (A: Sum(a, name), B: Sum(b, name))
               let cancels = a.Systematic.Concat(b.Systematic).Where(s => s.Name == name).All(s => s.CancelsInRatio)
               select new ComparedUncertainty(name, parts.A, parts.B, cancels ? same : false, cancels ? why : InTheInterval),
        ];
    }

    private static double Sum(ConfigurationResult configuration, string name) => configuration.Systematic.Where(s => s.Name == name).Sum(s => s.Relative);

    private static (bool? Same, string Why) IsSameDevice(RunRecord runA, ConfigurationResult a, RunRecord runB, ConfigurationResult b)
    {
        if (runA.Header.Id == runB.Header.Id)
            return (true, "both are of one run, read by the same sensors");
        var (devicesA, devicesB) = (Devices(runA, a), Devices(runB, b));
        if (devicesA.SequenceEqual(devicesB, StringComparer.Ordinal) && devicesA.TrueForAll(d => d.StartsWith("GPU-", StringComparison.Ordinal)))
            return (true, "the same boards, by their identity");
        var boards = (A: devicesA.Where(d => d.StartsWith("GPU-", StringComparison.Ordinal)), B: devicesB.Where(d => d.StartsWith("GPU-", StringComparison.Ordinal)));
        return boards.A.SequenceEqual(boards.B, StringComparer.Ordinal) ? (null, "it cancels if both runs were on the same machine, which their records do not tell")
            : (false, "other boards, each with an error of its own");
    }

    private static List<string> Devices(RunRecord run, ConfigurationResult configuration)
    {
        var counted = configuration.Ledger.Where(e => e.Counted).Select(e => e.Channel).ToHashSet(StringComparer.Ordinal);
        return [.. run.Machine.Channels.Where(c => counted.Contains(c.Name)).Select(c => c.DeviceId ?? c.Name).Order(StringComparer.Ordinal)];
    }
}
