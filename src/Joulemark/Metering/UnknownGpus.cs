using Joulemark.Records;

namespace Joulemark.Metering;

/// <summary>
/// Other machines whose CPUs are read and of whose GPUs nobody has said a word. On this machine the providers look for
/// themselves; there, an exporter that was not named cannot be told from GPUs that do not exist, and eight boards draw
/// more than the packages that would pass for the whole.
/// </summary>
internal static class UnknownGpus
{
    /// <summary>One entry for each such machine.</summary>
    /// <param name="channels">Every channel.</param>
    /// <param name="missing">What is known to be missing already.</param>
    /// <param name="sources">The user's sources, which may say that a machine has no GPUs.</param>
    /// <param name="described">Machines that a source describes whole: what it does not name is not there.</param>
    public static IEnumerable<MissingMeter> Of(
        IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing, IReadOnlyList<MeterSource> sources, IReadOnlyCollection<string?> described)
    {
        foreach (var node in channels.Where(c => c.Node is not null && c.Reading != ReadingKind.Indicator).GroupBy(c => c.Node!, StringComparer.Ordinal))
        {
            var known = node.Any(c => c.Part is MachinePart.Gpu or MachinePart.GpuModule && !c.CrossCheck)
                || missing.Any(m => m.Node == node.Key && m.Part == MachinePart.Gpu)
                || sources.Any(s => s.Node == node.Key && s.HasNoGpus)
                || described.Contains(node.Key, StringComparer.Ordinal);
            if (!known && node.FirstOrDefault(c => c.Part == MachinePart.CpuPackage) is { } package)
            {
                yield return new MissingMeter(package.Source, $"GPUs of {node.Key}", "no source tells whether it has any", "Name its GPU exporter too, or say 'gpus: none' in the meter file.")
                {
                    Part = MachinePart.Gpu,
                    Node = node.Key,
                };
            }
        }
    }
}
