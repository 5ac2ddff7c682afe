using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Chooses a boundary's channels. Containment: cores, uncore ⊂ package ⊂ platform ⊂ node; GPUs and DRAM stand beside the
/// packages, inside the node. A boundary with a part missing is not available, and the reason is given.
/// </summary>
internal static class LedgerBuilder
{
    // From wide to narrow: auto takes the first that can be measured.
    private static readonly Boundary[] Measurable = [Boundary.Node, Boundary.Components, Boundary.Gpu];

    /// <summary>The ledger of a boundary, or why there is none.</summary>
    public static Ledger? Build(Boundary requested, IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing, out string? problem)
    {
        if (requested == Boundary.Auto)
        {
            problem = null;
            foreach (var boundary in Measurable)
            {
                if (Choose(boundary, channels, missing, allowModel: false, out _) is { } chosen)
                    return Make(boundary, channels, chosen);
            }

            requested = Boundary.Process;
        }

        return Choose(requested, channels, missing, allowModel: true, out problem) is { } counted ? Make(requested, channels, counted) : null;
    }

    /// <summary>The boundaries that can be had from these channels.</summary>
    public static IReadOnlyList<Boundary> Available(IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing) =>
        [.. Measurable.Append(Boundary.Process).Where(b => Choose(b, channels, missing, allowModel: true, out _) is not null)];

    private static Ledger Make(Boundary boundary, IReadOnlyList<Channel> channels, List<Channel> counted) => new()
    {
        Boundary = boundary,
        Entries = [.. channels.Select(c => new LedgerEntry(c.Name, c.Source, c.Part, c.Provenance, counted.Contains(c)))],
    };

    private static List<Channel>? Choose(
        Boundary boundary, IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing, bool allowModel, out string? problem)
    {
        var candidates = channels.Where(c => !c.CrossCheck).ToList();
        var gpus = Best(candidates, MachinePart.Gpu, allowModel: false);
        var packages = Best(candidates, MachinePart.CpuPackage, allowModel);

        // DRAM by size is let in beside measured packages, marked as modelled: leaving it out would be wrong by more.
        var dram = Best(candidates, MachinePart.Dram, allowModel: true);
        var node = Best(candidates, MachinePart.Node, allowModel: false);
        List<Channel> process = [.. Best(candidates, MachinePart.ProcessCpu, true), .. Best(candidates, MachinePart.ProcessDram, true)];

        // A part that the machine has and nobody can read: the sum of the others would pass for the whole.
        string? Lost(MachinePart part) => missing.FirstOrDefault(m => m.Part == part) is { } m ? $"{m.What} is missing: {m.Reason}" : null;
        problem = boundary switch
        {
            Boundary.Gpu or Boundary.Components or Boundary.Process when Lost(MachinePart.Gpu) is { } gpu => gpu,
            Boundary.Components when packages.Exists(IsMeasured) && (Lost(MachinePart.CpuPackage) ?? Lost(MachinePart.Dram)) is { } part => part,
            Boundary.Node when node.Count == 0 => "no meter of the machine's input power (BMC or wall) was found",
            Boundary.Gpu when gpus.Count == 0 => "no GPU energy can be read",
            Boundary.Components when packages.Count == 0 => "no CPU package energy can be read",
            Boundary.Components when dram.Count == 0 => "no DRAM energy can be read",
            Boundary.Process when gpus.Count > 0 => "the machine has GPUs, and a process's share of a GPU cannot be modelled",
            Boundary.Process when process.Count == 0 => "no process model is available",
            _ => null,
        };
        if (problem is not null)
            return null;
        return boundary switch
        {
            Boundary.Node => node,
            Boundary.Gpu => gpus,
            Boundary.Components => [.. gpus, .. packages, .. dram],
            _ => process,
        };
    }

    private static bool IsMeasured(Channel channel) => channel.Provenance != Provenance.Modelled;

    /// <summary>The channels of a part from its best source: measured before modelled, and never both.</summary>
    private static List<Channel> Best(List<Channel> channels, MachinePart part, bool allowModel)
    {
        var ofPart = channels.Where(c => c.Part == part).ToList();
        var measured = ofPart.Where(IsMeasured).ToList();
        return measured.Count > 0 ? measured : allowModel ? ofPart : [];
    }
}
