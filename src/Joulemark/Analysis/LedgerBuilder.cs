using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Chooses a boundary's channels (<see cref="Containment"/>, <see cref="DeviceChoice"/>). A boundary with a part missing is
/// not available, and the reason is given.
/// </summary>
internal static class LedgerBuilder
{
    private const string Nvml = "nvml";
    private const string NvidiaPrefix = "GPU-";

    // From wide to narrow: auto takes the first that can be measured.
    private static readonly Boundary[] Measurable = [Boundary.Node, Boundary.Components, Boundary.Gpu];

    /// <summary>The ledger of a boundary, or why there is none.</summary>
    /// <param name="requested">The boundary asked for.</param>
    /// <param name="channels">Every channel of the run.</param>
    /// <param name="missing">What was looked for and not found.</param>
    /// <param name="problem">Why there is none.</param>
    /// <param name="node">The machine under test as the channels name it; null for this one.</param>
    /// <param name="gpus">The boards that the boundary gpu counts, by channel name, number or identity; null or empty for all.</param>
    public static Ledger? Build(
        Boundary requested, IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing, out string? problem, string? node = null, IReadOnlyList<string>? gpus = null)
    {
        if (gpus is { Count: > 0 })
        {
            if (requested is not (Boundary.Auto or Boundary.Gpu))
            {
                problem = $"gpus names boards ({string.Join(", ", gpus)}), which the boundary gpu alone picks: the others count every part of the machine";
                return null;
            }

            requested = Boundary.Gpu;
        }

        if (requested == Boundary.Auto)
        {
            problem = null;
            foreach (var boundary in Measurable)
            {
                if (Choose(boundary, channels, missing, node, gpus ?? [], allowModel: false, out _) is { } chosen)
                    return Make(boundary, channels, chosen);
            }

            requested = Boundary.Process;
        }

        return Choose(requested, channels, missing, node, gpus ?? [], allowModel: true, out problem) is { } counted ? Make(requested, channels, counted) : null;
    }

    /// <summary>The boundaries that can be had from these channels.</summary>
    public static IReadOnlyList<Boundary> Available(IReadOnlyList<Channel> channels, IReadOnlyList<MissingMeter> missing, string? node = null) =>
        [.. Measurable.Append(Boundary.Process).Where(b => Choose(b, channels, missing, node, [], allowModel: true, out _) is not null)];

    private static Ledger Make(Boundary boundary, IReadOnlyList<Channel> channels, List<Channel> counted) => new()
    {
        Boundary = boundary,
        Entries = [.. channels.Where(IsEnergy).Select(c => new LedgerEntry(c.Name, c.Source, c.Part, c.Provenance, counted.Contains(c)))],
    };

    private static List<Channel>? Choose(
        Boundary boundary, IReadOnlyList<Channel> all, IReadOnlyList<MissingMeter> missing, string? node, IReadOnlyList<string> gpus, bool allowModel, out string? problem)
    {
        var channels = all.Where(c => c.Node == node && !c.CrossCheck && IsEnergy(c)).ToList();
        var boards = DeviceChoice.Of(channels, MachinePart.Gpu, allowModel: false);
        var modules = DeviceChoice.Of(channels, MachinePart.GpuModule, allowModel: false);

        // A superchip that tells its module's joules only: they hold the CPU's and the memory's, and nothing finer is known.
        var bare = modules.FindAll(m => !boards.Exists(b => Containment.DeviceOf(b) == Containment.DeviceOf(m)));
        var packages = DeviceChoice.Of(channels, MachinePart.CpuPackage, allowModel && modules.Count == 0);

        // DRAM by size is let in beside measured packages, marked as modelled: leaving it out would be wrong by more.
        // Packages that hold their memory have none beside them.
        var dramHeld = packages.Exists(p => p.IncludesDram);
        var dram = dramHeld ? [] : DeviceChoice.Of(channels, MachinePart.Dram, allowModel: true);
        var whole = DeviceChoice.Of(channels, MachinePart.Node, allowModel: false);
        List<Channel> process = [.. DeviceChoice.Of(channels, MachinePart.ProcessCpu, true), .. DeviceChoice.Of(channels, MachinePart.ProcessDram, true)];
        var modulesHoldAll = modules.Count > 0 && (bare.Count > 0 || packages.Count == 0);

        var together = DeviceChoice.Of(channels, MachinePart.Components, allowModel: false);

        // A part that the machine has and nobody can read: the sum of the others would pass for the whole. Where another
        // source reads that device, or that part in full where no device is named, nothing is lost.
        string? Lost(MachinePart part, List<Channel> chosen) =>
            missing.FirstOrDefault(m => (part != MachinePart.Gpu || boundary != Boundary.Gpu || gpus.Count == 0)
                && !(m.IsHidden && boundary is (Boundary.Gpu or Boundary.Process)) && m.Part == part && m.Node == node && !IsStoodInFor(m, chosen, channels, missing)) is { } m
                ? $"{m.What} is missing: {m.Reason}" : null;
        List<Channel> readable = [.. boards, .. bare];
        var used = gpus.Count == 0 ? readable : readable.FindAll(b => gpus.Any(g => Names(g, b)));
        var unknown = gpus.FirstOrDefault(g => !readable.Exists(b => Names(g, b)));
        problem = boundary switch
        {
            Boundary.Gpu when unknown is not null => $"there is no board '{unknown}' that can be read; there are: {string.Join(", ", readable.Select(b => b.Name))}",
            Boundary.Gpu or Boundary.Components or Boundary.Process when Lost(MachinePart.Gpu, readable) is { } gpu => gpu,
            Boundary.Components when modulesHoldAll || together.Count > 0 => null,
            Boundary.Components when packages.Exists(DeviceChoice.IsMeasured)
                && (Lost(MachinePart.CpuPackage, packages) ?? Lost(MachinePart.Dram, dram.FindAll(DeviceChoice.IsMeasured))) is { } part => part,
            Boundary.Node when whole.Count == 0 => Lost(MachinePart.Node, whole) ?? "no meter of the machine's input power (BMC or wall) was found",
            Boundary.Gpu when readable.Count == 0 => "no GPU energy can be read",
            Boundary.Components when packages.Count == 0 => "no CPU package energy can be read",
            Boundary.Components when dram.Count == 0 && !dramHeld => "no DRAM energy can be read",
            Boundary.Process when readable.Count > 0 => "the machine has GPUs, and a process's share of a GPU cannot be modelled",
            Boundary.Process when process.Count == 0 => "no process model is available",
            _ => null,
        };
        if (problem is not null)
            return null;
        return boundary switch
        {
            Boundary.Node => whole,
            Boundary.Gpu => used,
            Boundary.Components when together.Count > 0 => together,
            Boundary.Components when modulesHoldAll => [.. modules, .. boards.Where(b => !modules.Exists(m => Containment.DeviceOf(m) == Containment.DeviceOf(b)))],
            Boundary.Components => [.. boards, .. packages, .. dram],
            _ => process,
        };
    }

    /// <summary>
    /// Whether another source reads what one cannot. NVIDIA's driver alone knows the identities that all sources give its
    /// boards: where it is silent a missing board is known by its place on the bus at most, and others stand in for it when
    /// they read as many NVIDIA boards as there are.
    /// </summary>
    private static bool IsStoodInFor(MissingMeter missed, List<Channel> chosen, List<Channel> channels, IReadOnlyList<MissingMeter> missing)
    {
        if (missed.DeviceId is { } id && chosen.Exists(c => c.DeviceId == id))
            return true;
        if (IsUnnamedNvidia(missed))
            return NvidiaBoards(chosen) >= NvidiaBoards(channels.FindAll(c => c.Source == Nvml)) + missing.Count(m => IsUnnamedNvidia(m) && m.Node == missed.Node)
                + missing.Where(m => m is { Source: Nvml, Part: MachinePart.Gpu } && !IsUnnamedNvidia(m) && m.Node == missed.Node)
                    .Select(m => m.DeviceId).Distinct(StringComparer.Ordinal).Count(d => !channels.Exists(c => c.Source == Nvml && c.DeviceId == d));
        return missed.DeviceId is null && chosen.Count > 0 && !chosen.Exists(c => c.Source == missed.Source);
    }

    private static bool IsUnnamedNvidia(MissingMeter missed) =>
        missed is { Source: Nvml, Part: MachinePart.Gpu } && missed.DeviceId?.StartsWith(NvidiaPrefix, StringComparison.Ordinal) != true;

    private static int NvidiaBoards(List<Channel> channels) =>
        channels.Select(c => c.DeviceId).Where(d => d?.StartsWith(NvidiaPrefix, StringComparison.Ordinal) == true).Distinct(StringComparer.Ordinal).Count();

    private static bool Names(string gpu, Channel board) =>
        gpu == board.Name || gpu == board.DeviceId || gpu == board.Device.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsEnergy(Channel channel) => channel.Reading != ReadingKind.Indicator;
}
