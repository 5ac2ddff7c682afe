using System.Globalization;
using Joulemark.Analysis.Checks;
using Joulemark.Machines.Linux;
using Joulemark.Records;

namespace Joulemark.Checkup;

/// <summary>Who else uses the machine, and what is kept from us.</summary>
internal static class SharingChecks
{
    private const double MuchBackground = 4 * BackgroundLoadCheck.MostBackground;

    public static IEnumerable<Check> All =>
    [
        new("background-cpu", CheckTopic.Sharing, "CPUs used by others", BackgroundCpu) { TakesTime = true },
        new("other-users", CheckTopic.Sharing, "other users' processes", OtherUsers),
        new("cpu-limit", CheckTopic.Sharing, "limit on our CPU time", s => Limit(s, "cgroup.cpu-quota", v => $"{v} CPUs", "client and reference server are throttled for parts of each tenth of a second")),
        new("memory-limit", CheckTopic.Sharing, "limit on our memory", s => Limit(s, "cgroup.memory-limit-gib", v => $"{v} GiB", "a server that reaches it is killed")),
        new("cpu-set", CheckTopic.Sharing, "CPUs that we may use", CpuSet),
        new("swap", CheckTopic.Sharing, "swap in use", Swap),
    ];

    private static CheckFinding? BackgroundCpu(CheckupSite site)
    {
        const string Remedy = "Stop other work on this machine while you measure; top says what it is.";
        var source = Path.Combine(site.Paths.Procfs, "stat");
        if (site.Controls.BackgroundCpu is not { } share)
            return CheckFinding.Unknown("the kernel does not say how busy the CPUs are", source);
        var text = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} % of all, over {Examination.Look.TotalSeconds:0.#} s");
        var limit = string.Create(CultureInfo.InvariantCulture, $"at most {BackgroundLoadCheck.MostBackground * 100:0} %");
        if (share <= BackgroundLoadCheck.MostBackground)
            return CheckFinding.Pass(text, source, limit);
        if (site.Ledger(out _) is not { Boundary: Boundary.Components or Boundary.Node })
            return CheckFinding.Warn(text, source, limit, "they slow client and server down", Remedy);
        const string Why = "their joules are in the machine's, and a window like this is not valid";
        return share <= MuchBackground ? CheckFinding.Warn(text, source, limit, Why, Remedy) : CheckFinding.Fail(text, source, limit, Why, Remedy);
    }

    private static CheckFinding? OtherUsers(CheckupSite site)
    {
        if (ProcessOwners.Own(site.Paths) is not { } own)
            return CheckFinding.Unknown("who we are is not to be seen", Path.Combine(site.Paths.Procfs, "self/status"));
        var others = ProcessOwners.People(site.Paths, own);
        return others.Count == 0 ? CheckFinding.Pass("none", site.Paths.Procfs)
            : CheckFinding.Warn(string.Join(", ", others.Select(o => string.Create(CultureInfo.InvariantCulture, $"user {o.User}: {o.Processes} process{(o.Processes == 1 ? "" : "es")} ({o.Example})"))),
                site.Paths.Procfs, "none", "a shared machine: what others start in mid-run is in the figures", "Have the machine to yourself while you measure (a reservation, an exclusive job), or watch that nobody works: controls: { max-background-cpu: 2%, mode: require }");
    }

    private static CheckFinding? Limit(CheckupSite site, string key, Func<string, string> show, string why) => site.Fact(key) switch
    {
        { Value: "none" } fact => CheckFinding.Pass("none", fact.Source),
        { Value: { } value } fact => CheckFinding.Warn(show(value), fact.Source, "none, or the same wherever you compare", why, "Raise the limit of the container or the job; what is compared must have the same one."),
        var fact => CheckFinding.Unknown(fact, key),
    };

    private static CheckFinding? CpuSet(CheckupSite site)
    {
        if (site.Fact("process.affinity") is not { Value: { } list } fact)
            return CheckFinding.Unknown(site.Fact("process.affinity"), "process.affinity");
        var ours = CpuList.Parse(list).Count;
        return site.Number("cpu.logical") is { } all && ours < all
            ? CheckFinding.Pass(list, fact.Source) with { Detail = string.Create(CultureInfo.InvariantCulture, $"{ours} of {all:0}: the rest is others'") }
            : CheckFinding.Pass(list, fact.Source);
    }

    private static CheckFinding? Swap(CheckupSite site)
    {
        var source = Path.Combine(site.Paths.Procfs, "meminfo");
        if (MemoryInfo.SwapUsedBytes(site.Paths) is not { } used)
            return CheckFinding.Unknown("the kernel does not say it", source);
        var text = string.Create(CultureInfo.InvariantCulture, $"{used / (double)(1 << 20):0} MiB");
        return used < 1 << 20 ? CheckFinding.Pass("none", source)
            : CheckFinding.Warn(text, source, "none", "the machine was short of memory; what comes back from the disk in mid-run costs time and joules", "End what needs the memory, then: sudo swapoff -a && sudo swapon -a");
    }
}
