using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>Where the joules come from, as the page says it everywhere.</summary>
/// <param name="Short">A word or two for badges, column headings and axes.</param>
/// <param name="Class">Class of the badge.</param>
/// <param name="Warning">What to say at the head of the page; null for energy that was measured throughout.</param>
internal sealed record ProvenanceLabel(string Short, string Class, string? Warning)
{
    public static ProvenanceLabel Of(IReadOnlyList<LedgerEntry> ledger)
    {
        var counted = ledger.Where(e => e.Counted).ToList();
        if (counted.Count == 0)
            return new ProvenanceLabel("no energy", "bad", "No energy could be measured in this run, so the page has speed and accuracy only.");
        var modelled = counted.Where(e => e.Provenance == Provenance.Modelled).Select(e => e.Channel).ToList();
        if (modelled.Count == counted.Count)
        {
            return new ProvenanceLabel("modelled", "modelled",
                $"Every joule and watt on this page is estimated from utilisation ({string.Join(", ", modelled)}). No meter read them. "
                + "They rank configurations on this machine; do not quote them as its consumption.");
        }

        if (modelled.Count > 0)
        {
            return new ProvenanceLabel("partly modelled", "modelled",
                $"Part of the joules on this page is estimated, not measured: {string.Join(", ", modelled)}. The rest comes from meters.");
        }

        return counted.Exists(e => e.Provenance == Provenance.Integrated)
            ? new ProvenanceLabel("measured (integrated)", "plain", null) : new ProvenanceLabel("measured (counter)", "plain", null);
    }

    /// <summary>True when a badge beside each energy figure has to warn.</summary>
    public bool IsModelled => Class == "modelled";
}
