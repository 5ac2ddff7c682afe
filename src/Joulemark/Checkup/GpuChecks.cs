using System.Globalization;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;

namespace Joulemark.Checkup;

/// <summary>The boards that are used: alike, unthrottled, cool, and nobody else's.</summary>
internal static class GpuChecks
{
    private const double HotCelsius = 60;

    // Bits of NVML's clock event reasons that are not the load's own doing.
    private static readonly (ulong Bit, string Name, bool IsFault)[] Reasons =
    [
        (0x4, "power limit", false), (0x8, "hardware slowdown", true), (0x20, "too hot (software)", true), (0x40, "too hot (hardware)", true), (0x80, "power brake", true),
    ];

    public static IEnumerable<Check> All =>
    [
        new("gpu-driver", CheckTopic.Gpu, "NVIDIA's driver", Driver),
        new("gpu-types", CheckTopic.Gpu, "types of GPU", s => Alike(s, "model", "one", "joules of different boards add up to those of neither", "Name boards of one type: gpus: [0, 1] in the spec, --gpus 0,1 of measure.")),
        new("gpu-power-limits", CheckTopic.Gpu, "power limits of the GPUs", PowerLimits),
        new("gpu-ecc", CheckTopic.Gpu, "error correction (ECC) of the GPUs", s => Alike(s, "ecc", "the same on all", "it costs memory bandwidth, so boards differ in speed and energy", "sudo nvidia-smi -i N -e 1, and restart")),
        new("gpu-mig", CheckTopic.Gpu, "partitions (MIG) of the GPUs", Mig),
        new("gpu-mps", CheckTopic.Gpu, "CUDA's multi-process service (MPS)", MultiProcessService),
        new("gpu-vbios", CheckTopic.Gpu, "firmware (VBIOS) of the GPUs", s => Alike(s, "vbios", "the same on all", "firmware sets fans, clocks and power", "Update the boards to one version.", CheckStatus.Warn)),
        new("gpu-link", CheckTopic.Gpu, "PCIe width of the GPUs", Link),
        new("gpu-persistence", CheckTopic.Gpu, "persistence mode of the GPUs", Persistence),
        new("gpu-throttling", CheckTopic.Gpu, "clocks of the GPUs held down now", Throttling),
        new("gpu-temperature", CheckTopic.Gpu, "temperature of the GPUs now", Temperature),
        new("gpu-processes", CheckTopic.Gpu, "other processes on the GPUs", Processes),
    ];

    /// <summary>A board that is on the bus and does not answer is one whose joules nobody counts.</summary>
    private static CheckFinding? Driver(CheckupSite site)
    {
        const string Remedy = "joulemark meters says why, and what to do.";
        var hidden = site.Meters.Missing.Where(m => m is { Source: "nvml", Part: not null } or { IsHidden: true }).ToList();
        site.Controls.Boards(out var problem);
        if (hidden.Count > 0)
            return CheckFinding.Fail(string.Join("; ", hidden.Select(m => m.Reason)), "nvml", "every GPU of the machine readable", "what cannot be read is in no figure", hidden[0].Remedy);
        return site.Boards.Count == 0
            ? site.Plan?.Gpus.Count > 0 ? CheckFinding.Fail(null, "nvml", "the boards that 'gpus' names", problem ?? "there are none", Remedy) : null
            : problem is null ? CheckFinding.Pass($"{site.Value("driver.nvidia") ?? "it answers"}, {Count(site)}", site.Fact("driver.nvidia")?.Source ?? "nvml")
            : CheckFinding.Fail(Count(site), "nvml", "every GPU answers", problem, Remedy);
    }

    private static string Count(CheckupSite site) => string.Create(CultureInfo.InvariantCulture, $"{site.Boards.Count} GPU{(site.Boards.Count == 1 ? "" : "s")}");

    private static CheckFinding? Alike(CheckupSite site, string name, string limit, string why, string remedy, CheckStatus otherwise = CheckStatus.Fail)
    {
        var values = site.OfBoards(name);
        return values.Count == 0 ? null
            : values.Select(v => v.Value).Distinct(StringComparer.Ordinal).ToList() is [var one] ? CheckFinding.Pass(one, Source(site, name))
            : new CheckFinding(otherwise, Each(values), Source(site, name)) { Limit = limit, Detail = why, Remedy = remedy };
    }

    private static CheckFinding? PowerLimits(CheckupSite site)
    {
        static string Watts(string text) => $"{text} W";
        if (Alike(site, "power-limit-w", "the same on all", "one side is capped: its joules and its speed are another board's", "sudo nvidia-smi -i N -pl WATTS, or controls: { gpu.power-limit: 300W, mode: set }") is not { } finding)
            return null;
        if (finding.Status == CheckStatus.Fail)
            return finding;
        var standard = site.OfBoards("power-limit-default-w");
        return standard.Count == 0 || standard.All(d => d.Value == finding.Value) ? finding with { Value = Watts(finding.Value!) }
            : CheckFinding.Warn(Watts(finding.Value!), finding.Source, $"{Watts(string.Join(" W, ", standard.Select(s => s.Value).Distinct(StringComparer.Ordinal)))}, the default",
                "a board with another limit draws and does something else: a result of it compares with others at that limit only", "Say it in the spec, so that every run is held to it: controls: { gpu.power-limit: …W }; or sudo nvidia-smi -pl WATTS");
    }

    private static CheckFinding? Mig(CheckupSite site) => Alike(site, "mig", "the same on all", "joules exist per board only, and instances share it", "sudo nvidia-smi -i N -mig 0") switch
    {
        { Status: CheckStatus.Pass, Value: "on" } on => on with
        {
            Status = CheckStatus.Warn, Limit = "off", Detail = "joules exist per board only: those of other instances are in the figures", Remedy = "Leave the board's other instances idle, or sudo nvidia-smi -mig 0",
        },
        var finding => finding,
    };

    /// <summary>Its control daemon and its server; the kernel keeps fifteen characters of a name.</summary>
    private static CheckFinding? MultiProcessService(CheckupSite site)
    {
        const string Name = "nvidia-cuda-mps";
        if (site.Boards.Count == 0)
            return null;
        var found = ProcessNames.Find(site.Paths.Procfs, Name);
        return found.Count == 0 ? CheckFinding.Pass("not running", site.Paths.Procfs)
            : CheckFinding.Warn($"running: process {string.Join(", ", found.Select(p => p.ToString(CultureInfo.InvariantCulture)))}", site.Paths.Procfs, "not running",
                "programs share the boards through its server, so that the driver does not tell whose work it is: what another client does is in the figures and cannot be seen", "echo quit | sudo nvidia-cuda-mps-control, unless the server under test is its only client");
    }

    private static CheckFinding? Link(CheckupSite site)
    {
        var (width, most) = (site.OfBoards("pcie.width"), site.OfBoards("pcie.width-max").ToDictionary(b => b.Board, b => b.Value, StringComparer.Ordinal));
        if (width.Count == 0)
            return null;
        var narrow = width.Where(w => most.TryGetValue(w.Board, out var m) && m != w.Value).ToList();
        return narrow.Count == 0 ? CheckFinding.Pass(string.Join(", ", width.Select(w => $"×{w.Value}").Distinct(StringComparer.Ordinal)), Source(site, "pcie.width"))
            : CheckFinding.Warn(string.Join(", ", narrow.Select(n => $"{n.Board} ×{n.Value} of ×{most[n.Board]}")), Source(site, "pcie.width"), "the full width",
                "a narrow link slows what goes to and from the board", "Look at the slot and the riser; lspci -vv says what both ends can do.");
    }

    private static CheckFinding? Persistence(CheckupSite site) => Alike(site, "persistence", "on", "the driver leaves boards that nobody uses", "sudo nvidia-smi -pm 1") switch
    {
        null => null,
        { Status: CheckStatus.Pass, Value: "on" } on => on,
        var off => off with
        {
            Status = CheckStatus.Warn, Limit = "on", Remedy = "sudo nvidia-smi -pm 1, or controls: { gpu.persistence: on, mode: set }",
            Detail = "the driver leaves a board that nobody uses, which forgets its power limit and clocks and makes idle and the first start differ",
        },
    };

    private static CheckFinding? Throttling(CheckupSite site)
    {
        const string Source = "nvmlDeviceGetCurrentClocksEventReasons";
        var boards = site.Controls.Boards(out _);
        if (boards.Count == 0)
            return null;
        var read = boards.Select(b => (b.Number, Mask: (ulong?)b.Device.ReadClockEventReasons())).ToList();
        if (read.Exists(r => r.Mask is null))
            return CheckFinding.Unknown("the driver does not say it", Source);
        var active = read.SelectMany(r => Reasons.Where(x => (r.Mask & x.Bit) != 0).Select(x => (r.Number, x.Name, x.IsFault))).ToList();
        return active.Count == 0 ? CheckFinding.Pass("no", Source)
            : new CheckFinding(active.Exists(a => a.IsFault) ? CheckStatus.Fail : CheckStatus.Warn, string.Join(", ", active.Select(a => string.Create(CultureInfo.InvariantCulture, $"gpu{a.Number}: {a.Name}"))), Source)
            {
                Limit = "no", Detail = "a board that is held down does less for its joules, and not the same in every run",
                Remedy = "Look at cooling and power supply (nvidia-smi -q -d PERFORMANCE), and end what loads the board now.",
            };
    }

    private static CheckFinding? Temperature(CheckupSite site)
    {
        var values = site.OfBoards("temperature-c");
        if (values.Count == 0)
            return null;
        var hottest = values.MaxBy(v => double.Parse(v.Value, CultureInfo.InvariantCulture));
        var text = $"{hottest.Value} °C ({hottest.Board})";
        return double.Parse(hottest.Value, CultureInfo.InvariantCulture) <= HotCelsius ? CheckFinding.Pass(text, Source(site, "temperature-c"))
            : CheckFinding.Warn(text, Source(site, "temperature-c"), string.Create(CultureInfo.InvariantCulture, $"at most {HotCelsius} °C before a run"),
                "a hot board leaks more power, so a run that starts hot costs more than one that starts cool", "Let it cool, or have each window wait for it: controls: { max-start-temperature: 60C }");
    }

    /// <summary>The server under test is no stranger, where it is known.</summary>
    private static CheckFinding? Processes(CheckupSite site)
    {
        const string Source = "nvmlDeviceGetComputeRunningProcesses_v3";
        if (site.Controls.Boards(out _).Count == 0)
            return null;
        var found = new ForeignGpuProcessesControl().Check("true", site.Controls);
        return found.State switch
        {
            ControlState.Met => CheckFinding.Pass("none", Source),
            ControlState.Unknown => CheckFinding.Unknown(found.Detail ?? "the driver does not say it", Source),
            _ => CheckFinding.Fail(found.Found, Source, site.Plan is null ? "none, or the server under test" : "none but the server under test",
                "their joules are in the board's figures, and they slow the server down", found.Remedy ?? "End them."),
        };
    }

    private static string? Source(CheckupSite site, string name) => site.Boards is [var first, ..] ? site.Fact(string.Create(CultureInfo.InvariantCulture, $"gpu{first}.{name}"))?.Source : null;

    private static string Each(IEnumerable<(string Board, string Value)> values) => string.Join(", ", values.Select(v => $"{v.Board} {v.Value}"));
}
