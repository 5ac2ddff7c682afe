using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Puts every pair of overlapping measured channels side by side: what is not added is there to check what is.</summary>
internal static class CrossChecks
{
    public static IReadOnlyList<CrossCheck> Of(IReadOnlyList<Channel> channels, ConfigurationEvidence evidence)
    {
        if (evidence.Ledger is not { } ledger || evidence.WindowEnergies.Count == 0)
            return [];
        var measured = channels.Where(c => DeviceChoice.IsMeasured(c) && c.Reading != ReadingKind.Indicator && c.Node == evidence.Header.Node).ToList();
        var counted = measured.Where(c => ledger.Counted.Contains(c.Name, StringComparer.Ordinal)).ToList();
        Energy? Total(IEnumerable<Channel> of) => of.Aggregate((Energy?)Energy.Zero, (sum, c) =>
            evidence.WindowEnergies.Aggregate(sum, (s, w) => s + w.Channels.GetValueOrDefault(c.Name)?.Energy));
        Energy Uncertainty(IEnumerable<Channel> of) => new(Math.Sqrt(of.Sum(c =>
            evidence.WindowEnergies.Sum(w => Math.Pow(w.Channels.GetValueOrDefault(c.Name)?.Uncertainty.Expanded.Joules ?? 0, 2)))));
        CrossCheck? Compare(string relation, IReadOnlyList<Channel> first, IReadOnlyList<Channel> second) =>
            first.Count > 0 && second.Count > 0 && Total(first) is { } one && Total(second) is { } other
                ? new CrossCheck([.. first.Select(c => c.Name)], [.. second.Select(c => c.Name)], relation, one, other, Uncertainty(first.Concat(second))) : null;

        var same = from one in Primaries(measured, counted)
                   from other in measured
                   where one.Part != MachinePart.Other && other != one && other.Part == one.Part && Containment.DeviceOf(other) == Containment.DeviceOf(one)
                   select Compare(CrossCheck.Same, [one], [other]);
        var holds = from outer in Primaries(measured, counted)
                    let inner = Primaries(measured, counted).Where(c => Containment.Holds(outer.Part, c.Part)
                        && (!Containment.IsByDevice(outer.Part) || Containment.DeviceOf(c) == Containment.DeviceOf(outer))).ToList()
                    from side in outer.Part == MachinePart.Node ? inner.GroupBy(c => c.Part == MachinePart.PsuOutput).Select(g => g.ToList()) : [inner]
                    select Compare(CrossCheck.Holds, [outer], side);
        return [.. same.Concat(holds).OfType<CrossCheck>()];
    }

    /// <summary>One channel per device: the counted one, or the best of those that are not.</summary>
    private static IEnumerable<Channel> Primaries(List<Channel> measured, List<Channel> counted) => measured
        .GroupBy(c => (c.Part, Device: Containment.DeviceOf(c)))
        .Select(g => g.FirstOrDefault(counted.Contains) ?? g.OrderBy(c => c.Provenance).First());
}
