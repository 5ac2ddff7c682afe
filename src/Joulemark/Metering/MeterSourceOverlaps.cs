using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Maps of the user that leave open whether two entries are two devices, to be summed, or one device read twice. Neither is
/// guessed: one guess doubles the joules and the other halves them.
/// </summary>
internal static class MeterSourceOverlaps
{
    /// <summary>One problem for each part that is mapped so.</summary>
    public static IEnumerable<Diagnostic> Problems(IReadOnlyList<MeterSource> sources)
    {
        foreach (var node in sources.Where(s => Counted(s).Any(m => m.Part == MachinePart.Node)).GroupBy(s => s.Node, StringComparer.Ordinal).Where(n => n.Count() > 1))
        {
            var all = node.SelectMany(s => Counted(s).Where(m => m.Part == MachinePart.Node).Select(m => $"'{m.Channel}' of {s.Url.GetLeftPart(UriPartial.Path)}"));
            yield return Problem($"{node.Count()} meters are mapped to the input power of {node.Key ?? "this machine"}, and only one can be counted: {string.Join(", ", all)}",
                "Say which: put 'cross-check: true' into the map entries of the others. Feeds that are to be summed belong into one meter file.");
        }

        foreach (var source in sources)
        {
            foreach (var part in Counted(source).GroupBy(m => m.Part).Where(IsOpen))
            {
                yield return Problem($"the map of {source.Url.GetLeftPart(UriPartial.Path)} does not say whether its entries of part '{RecordNames.Of(part.Key)}' are several devices or one: {string.Join(", ", part.Select(m => $"'{m.Channel}'"))}",
                    "Put 'cross-check: true' into those that repeat another (a power beside its counter), or 'device-label' into all of them.");
            }
        }
    }

    /// <summary>Entries without a device's number are numbered as they come: among one kind of reading, and where none has a number.</summary>
    private static bool IsOpen(IEnumerable<MetricMapping> entries)
    {
        var numbered = entries.Select(m => m.DeviceLabel is not null || m.DeviceIdLabel is not null).Distinct().ToList();
        return numbered.Contains(false) && (numbered.Count > 1 || entries.Select(m => m.Reading).Distinct().Count() > 1);
    }

    private static IEnumerable<MetricMapping> Counted(MeterSource source) => source.Map.Where(m => !m.CrossCheck && m.Part != MachinePart.Other);

    private static Diagnostic Problem(string message, string remedy) => new("JM2014", DiagnosticSeverity.Error, message, remedy);
}
