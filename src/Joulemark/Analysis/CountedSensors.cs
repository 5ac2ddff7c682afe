using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Which sensors a configuration's joules come from, and how wrong their gain may be: alike in both sides of a ratio where they are the same, and in neither side's scatter.</summary>
/// <param name="Run">The run.</param>
/// <param name="Devices">What is counted: a board's identity, else the channel's name.</param>
/// <param name="Cpu">Model of the CPUs; null where it is not known.</param>
/// <param name="Gain">Bound of the gain, relative.</param>
internal sealed record CountedSensors(string Run, IReadOnlyList<string> Devices, string? Cpu, double Gain)
{
    private const string Board = "GPU-";

    public static CountedSensors Of(RunRecord run, ConfigurationEvidence evidence)
    {
        var counted = evidence.Ledger?.Counted.ToHashSet(StringComparer.Ordinal) ?? [];
        return new CountedSensors(
            run.Header.Id,
            [.. run.Machine.Channels.Where(c => counted.Contains(c.Name)).Select(c => c.DeviceId ?? c.Name).Order(StringComparer.Ordinal)],
            run.Header.Node is null ? run.Machine.Fingerprint.GetValueOrDefault("cpu.model") : null, // of a node, nobody captured it
            SystematicBudget.Of(run.Machine.CalibratedChannels, evidence).Where(s => s.CancelsInRatio).Sum(s => s.Relative));
    }

    /// <summary>Whether they are the other's, and why; null where the records do not tell.</summary>
    public (bool? Same, string Why) AreThoseOf(CountedSensors other)
    {
        if (!Boards(this).SequenceEqual(Boards(other), StringComparer.Ordinal))
            return (false, "other boards, each with an error of its own");
        if (Run == other.Run)
            return (true, "both are of one run, read by the same sensors");
        if (Cpu is not null && other.Cpu is not null && Cpu != other.Cpu)
            return (false, "other CPUs, each with an error of its own");
        return Devices.SequenceEqual(other.Devices, StringComparer.Ordinal) && Devices.Count > 0 && Devices.All(d => d.StartsWith(Board, StringComparison.Ordinal))
            ? (true, "the same boards, by their identity") : (null, "it cancels if both runs were on the same machine, which their records do not tell");
    }

    private static IEnumerable<string> Boards(CountedSensors of) => of.Devices.Where(d => d.StartsWith(Board, StringComparison.Ordinal));
}
