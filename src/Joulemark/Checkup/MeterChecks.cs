using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Running;

namespace Joulemark.Checkup;

/// <summary>What counts joules, and what it leaves out.</summary>
internal static class MeterChecks
{
    private const string Meters = "joulemark meters";

    public static IEnumerable<Check> All =>
    [
        new("virtual-machine", CheckTopic.Meters, "virtual machine", VirtualMachine),
        new("power-source", CheckTopic.Meters, "what counts the joules", PowerSource),
        new("cpu-and-memory", CheckTopic.Meters, "CPU and memory in the figures", CpuAndMemory),
        new("named-meters", CheckTopic.Meters, "meters that the spec names", NamedMeters) { NeedsPlan = true, TakesTime = true },
        new("window-length", CheckTopic.Meters, "windows against the sensors' pace", WindowLengths) { NeedsPlan = true },
        new("clock", CheckTopic.Meters, "this machine's clock", Clock) { NeedsPlan = true },
    ];

    private static CheckFinding? VirtualMachine(CheckupSite site)
    {
        if (site.Fact("machine.virtual") is not { Value: { } value } fact)
            return CheckFinding.Unknown(site.Fact("machine.virtual"), "machine.virtual");
        return value != "true" ? CheckFinding.Pass("no", fact.Source)
            : CheckFinding.Warn(site.Value("machine.hypervisor") is { } hypervisor and not "none" ? $"yes, {hypervisor}" : "yes", fact.Source, "no",
                "neighbours on the host are not seen and share its caches, clocks and power", "Publish figures of a bare-metal machine; compare here within one machine only.");
    }

    private static CheckFinding? PowerSource(CheckupSite site)
    {
        var ledger = site.Ledger(out var problem);
        var wanted = site.Spec?.Boundary ?? Boundary.Auto;
        if (ledger is null)
        {
            var available = string.Join(", ", LedgerBuilder.Available(site.Meters.Channels, site.Meters.Missing).Select(RecordNames.Of));
            return CheckFinding.Fail(available.Length == 0 ? "nothing" : $"only {available}", Meters, RecordNames.Of(wanted), problem ?? "it cannot be measured here", $"Ask for a boundary that can be had, or follow the remedies of {Meters}.");
        }

        var text = $"{RecordNames.Of(ledger.Boundary)}: {string.Join(" + ", ledger.Counted)}";
        return IsModelled(site, ledger)
            ? CheckFinding.Warn(text, Meters, "a source that measures", "every joule is modelled from utilisation, ± 50 %: compare by it, do not quote it", $"Follow the remedies of {Meters}, or name an exporter, a BMC or a wall meter in 'meters'.")
            : CheckFinding.Pass(text, Meters);
    }

    private static bool IsModelled(CheckupSite site, Ledger ledger) =>
        site.Meters.Channels.Any(c => c.Provenance == Provenance.Modelled && ledger.Counted.Contains(c.Name, StringComparer.Ordinal));

    private static CheckFinding? CpuAndMemory(CheckupSite site)
    {
        if (site.Ledger(out _) is not { } ledger)
            return null; // said above
        if (ledger.Boundary == Boundary.Node)
            return CheckFinding.Pass("in the node's", Meters);
        if (ledger.Boundary == Boundary.Process)
            return CheckFinding.Pass("the server's share, modelled", Meters);
        var parts = site.Meters.Channels.Where(c => ledger.Counted.Contains(c.Name, StringComparer.Ordinal)).Select(c => c.Part).ToHashSet();
        if (parts.Contains(MachinePart.CpuPackage) || parts.Contains(MachinePart.Platform))
        {
            return parts.Contains(MachinePart.Dram) || parts.Contains(MachinePart.Platform) ? CheckFinding.Pass("both", Meters)
                : CheckFinding.Warn("CPU only", Meters, "both", "memory draws power that is in no figure here", $"{Meters} says whether this CPU has a counter of its memory.");
        }

        const string Detail = "the host's CPUs and memory draw power that is in no figure here";
        return LedgerBuilder.Build(Boundary.Components, site.Meters.Channels, site.Meters.Missing, out _) is { } wider && !IsModelled(site, wider)
            ? CheckFinding.Warn("left out", "boundary", "both", Detail, "Use boundary: components, which this machine can measure; or say in what you publish that it is the boards alone.")
            : CheckFinding.Warn("left out", "boundary", "both", Detail, site.Meters.Missing.FirstOrDefault(m => m.Source == "rapl")?.Remedy ?? $"{Meters} says how to get them.");
    }

    private static CheckFinding? NamedMeters(CheckupSite site)
    {
        if (site.Plan!.Meters.Count == 0)
            return null;
        try
        {
            BoundaryChoice.RequireNamed(site.Plan.Meters, site.Meters);
            return CheckFinding.Pass(string.Join(", ", site.Plan.Meters.Select(m => m.Url.Host)), "meters");
        }
        catch (JoulemarkException e)
        {
            return CheckFinding.Fail("silent", "meters", "each gives something to read", string.Join("; ", e.Diagnostics.Select(d => d.Message)), e.Diagnostics[0].Remedy ?? Meters);
        }
    }

    private static CheckFinding? WindowLengths(CheckupSite site)
    {
        if (site.Ledger(out _) is not { } ledger)
            return null;
        var plan = site.Plan!;
        var windows = plan.Configurations.Select(c => WindowLength.Of(plan, c)).OfType<TimeSpan>().ToList();
        if (windows.Count == 0)
            return CheckFinding.Unknown("the load ends when the server is done with it", "load");
        try
        {
            BoundaryChoice.CheckWindow(plan.Measure, windows.Min(), ledger, site.Meters.Channels);
            var slowest = site.Meters.Channels.Where(c => ledger.Counted.Contains(c.Name, StringComparer.Ordinal)).Max(c => c.UpdatePeriodSeconds);
            return CheckFinding.Pass(string.Create(CultureInfo.InvariantCulture, $"{windows.Min().TotalSeconds:0.###} s"), "measure.window")
                with { Detail = slowest is { } s ? string.Create(CultureInfo.InvariantCulture, $"the slowest counted sensor updates every {s:0.###} s, and ten updates are needed at least") : null };
        }
        catch (JoulemarkException e)
        {
            return CheckFinding.Fail(string.Create(CultureInfo.InvariantCulture, $"{windows.Min().TotalSeconds:0.###} s"), "measure.window",
                string.Create(CultureInfo.InvariantCulture, $"{WindowLengthCheck.FewestUpdates} updates at least, and edges within the precision"), e.Diagnostics[0].Message, e.Diagnostics[0].Remedy!);
        }
    }

    /// <summary>Readings of other machines carry times of their own clocks.</summary>
    private static CheckFinding? Clock(CheckupSite site)
    {
        const string Source = "adjtimex(2)";
        if (site.Plan is not { Meters.Count: > 0 } plan || plan.Meters.All(m => m.Url.IsLoopback))
            return null;
        return site.ClockIsSynchronised() switch
        {
            null => CheckFinding.Unknown("the kernel does not say it", Source),
            true => CheckFinding.Pass("synchronised", Source),
            false => CheckFinding.Warn("not synchronised", Source, "synchronised with that of the meters", "readings from elsewhere carry the time of another clock", "Run an NTP client on both machines (chrony, systemd-timesyncd): timedatectl says how it is."),
        };
    }
}
