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

        // A machine's input may come by several feeds of one source: its side is their sum.
        var parts = measured.FindAll(c => c.Part != MachinePart.Node);
        var inputs = measured.Where(c => c is { Part: MachinePart.Node, CrossCheck: false }).GroupBy(c => c.Source, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var input = inputs.Find(side => side.Exists(counted.Contains)) ?? inputs.FirstOrDefault() ?? [];

        var same = from one in Primaries(parts, counted)
                   from other in parts
                   where one.Part != MachinePart.Other && other != one && Containment.AreOfOneDevice(one, other)
                   select Compare(CrossCheck.Same, [one], [other]);
        var holds = from outer in Primaries(parts, counted)
                    select Compare(CrossCheck.Holds, [outer], [.. Primaries(parts, counted).Where(c => Containment.Holds(outer.Part, c.Part)
                        && (!Containment.IsByDevice(outer.Part) || Containment.DeviceOf(c) == Containment.DeviceOf(outer)))]);
        var ofInput = inputs.Where(side => side != input).Concat(OwnChecks(measured, input)).Select(side => Compare(CrossCheck.Same, input, side));
        var inInput = Primaries(parts, counted).Where(c => Containment.Holds(MachinePart.Node, c.Part))
            .GroupBy(c => c.Part == MachinePart.PsuOutput).Select(side => Compare(CrossCheck.Holds, input, [.. side]));
        return [.. same.Concat(ofInput).Concat(holds).Concat(inInput).OfType<CrossCheck>()];
    }

    /// <summary>
    /// Other readings of the whole input that its own source has, such as a BMC's counter beside its power. What a user maps
    /// as a check may be another feed, and is not one.
    /// </summary>
    private static IEnumerable<List<Channel>> OwnChecks(List<Channel> measured, List<Channel> input) => input is [{ Source: not ("exporter" or "prometheus") } only]
        ? measured.Where(c => c is { Part: MachinePart.Node, CrossCheck: true } && c.Source == only.Source).Select(c => (List<Channel>)[c]) : [];

    /// <summary>One channel per device: the counted one, or the best of those that are not.</summary>
    private static IEnumerable<Channel> Primaries(List<Channel> measured, List<Channel> counted) => measured
        .GroupBy(c => (c.Part, Device: Containment.DeviceOf(c)))
        .Select(g => g.FirstOrDefault(counted.Contains) ?? g.OrderBy(c => c.Provenance).First());
}
