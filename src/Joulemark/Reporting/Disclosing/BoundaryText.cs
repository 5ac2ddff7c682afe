using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>A boundary in words, for readers who never heard of one.</summary>
internal static class BoundaryText
{
    private const string Never = "training, the network, idle machines kept in reserve, the data centre's cooling and distribution (PUE, below), and the making of the hardware";

    public static IReadOnlyList<DisclosureFact> Of(Boundary? boundary, IReadOnlyList<LedgerEntry> ledger, RunHeader header)
    {
        var parts = ledger.Where(e => e.Counted).GroupBy(e => $"{RecordNames.Of(e.Part)} by {e.Source} ({RecordNames.Of(e.Provenance)})", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        return
        [
            DisclosureFact.Of("boundary", "Boundary", boundary is { } b ? RecordNames.Of(b) : null, "no energy could be measured"),
            DisclosureFact.Of("counted", "Counted", boundary is { } c ? Counted(c, header) : null, "nothing: no energy could be measured"),
            new DisclosureFact("not-counted", "Not counted", NotCounted(boundary)),
            DisclosureFact.Of("channels", "Read by", string.Join(", ", parts.Select(g => $"{g.Count()} × {g.Key}")), "no channel was counted"),
        ];
    }

    private static string Counted(Boundary boundary, RunHeader header) => boundary switch
    {
        Boundary.Gpu => $"{(header.Gpus.Count > 0 ? $"the accelerator boards {string.Join(", ", header.Gpus)}" : "every accelerator board of the machine")}, with their memory, busy or idle",
        Boundary.Components => "every accelerator board, CPU package and memory of the machine, with all that ran on them: the load client, where it ran there, and the system",
        Boundary.Node => "the whole machine at its input: its power supplies' losses and fans, and all that ran on it",
        Boundary.Process => "the share of the processor and of the memory that a model gives to the server's processes, by their CPU time and size",
        _ => "what could be measured",
    };

    private static string NotCounted(Boundary? boundary) => boundary switch
    {
        Boundary.Gpu => $"CPUs and their memory, disks, network cards, fans, losses of the power supplies; {Never}",
        Boundary.Components => $"boards, disks, network cards, fans, losses of the power supplies; {Never}",
        Boundary.Node => $"other machines, switches; {Never}",
        Boundary.Process => $"accelerators, what the machine draws when idle, other processes, disks, network cards, fans, losses of the power supplies; {Never}",
        _ => $"anything; nor {Never}",
    };
}
