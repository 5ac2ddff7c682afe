using System.Text;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Whether there is a hypervisor under this system, and which. Each sign by itself is weak: some hypervisors hide, and clouds
/// give their own names to machines with one and without.
/// </summary>
internal static class HypervisorFacts
{
    // What systemd-detect-virt goes by, too: firmware names its hypervisor, or the cloud that is known for one.
    private static readonly (string Word, string Hypervisor)[] FirmwareWords =
    [
        ("KVM", "KVM"), ("QEMU", "KVM"), ("Amazon EC2", "KVM"), ("Google Compute Engine", "KVM"), ("OpenStack", "KVM"), ("Alibaba Cloud ECS", "KVM"), ("DigitalOcean", "KVM"),
        ("VMware", "VMware"), ("VMW", "VMware"), ("innotek GmbH", "VirtualBox"), ("VirtualBox", "VirtualBox"), ("Xen", "Xen"), ("Bochs", "Bochs"),
        ("Parallels", "Parallels"), ("Hyper-V", "Hyper-V"), ("Cloud Hypervisor", "Cloud Hypervisor"), ("Apple Virtualization", "Apple Virtualization"), ("Firecracker", "Firecracker"),
    ];

    // OEM ids of the ACPI tables that they make up.
    private static readonly (string Id, string Hypervisor)[] AcpiIds =
        [("FIRECK", "Firecracker"), ("CLOUDH", "Cloud Hypervisor"), ("VRTUAL", "Hyper-V"), ("BOCHS", "KVM"), ("AMAZON", "KVM"), ("VMWARE", "VMware"), ("VBOX", "VirtualBox"), ("Xen", "Xen")];

    public static void Capture(FactList facts, HostPaths paths)
    {
        var cpu = CpuInfo.Read(paths);
        var cpuinfo = Path.Combine(paths.Procfs, "cpuinfo");
        var sign = Sandbox(paths) ?? Xen(paths);
        if (sign is null && !cpu.HasFlags)
            sign = ByFirmware(paths); // no flag on this architecture: the names are all there is
        if (sign is { } seen)
        {
            facts.Add("machine.virtual", true, seen.Source);
            facts.Add("machine.hypervisor", seen.Name, seen.Source);
        }
        else if (!cpu.HasFlags)
        {
            var reason = cpu.Unreadable ?? "it has no flag by which a hypervisor shows itself, and no firmware name is a hypervisor's";
            facts.Unknown("machine.virtual", cpuinfo, reason);
            facts.Unknown("machine.hypervisor", cpuinfo, reason);
        }
        else if (!cpu.Virtual)
        {
            facts.Add("machine.virtual", false, cpuinfo);
            facts.Add("machine.hypervisor", "none", cpuinfo);
        }
        else
        {
            facts.Add("machine.virtual", true, cpuinfo);
            if ((ByAcpi(paths) ?? ByFirmware(paths) ?? ByClock(paths)) is { } named)
                facts.Add("machine.hypervisor", named.Name, named.Source);
            else
                facts.Unknown("machine.hypervisor", cpuinfo, "there is one, and neither the firmware nor the clock sources say which");
        }
    }

    /// <summary>Kernels that are not Linux and pass for it.</summary>
    private static (string Name, string Source)? Sandbox(HostPaths paths)
    {
        var version = Path.Combine(paths.Procfs, "version");
        if (SysfsText.Read(version) is not { } text)
            return null;
        if (text.Contains("gvisor", StringComparison.OrdinalIgnoreCase) || text.Contains("#1 SMP Sun Jan 10 15:06:54 PST 2016", StringComparison.Ordinal))
            return ("gVisor", version); // the one version that its kernel gives to every program
        return text.Contains("-microsoft-", StringComparison.OrdinalIgnoreCase) ? ("Hyper-V (WSL)", version) : null;
    }

    private static (string Name, string Source)? Xen(HostPaths paths)
    {
        var type = Path.Combine(paths.Sysfs, "hypervisor/type");
        return SysfsText.Read(type) is { } name ? (name == "xen" ? "Xen" : name, type) : null;
    }

    private static (string Name, string Source)? ByFirmware(HostPaths paths)
    {
        if (SysfsText.Read(paths.Sysfs, "class/dmi/id/product_name") is { } product && product.Contains(".metal", StringComparison.Ordinal))
            return null; // a cloud's machine without its hypervisor
        foreach (var file in (string[])["product_name", "sys_vendor", "bios_vendor", "board_vendor"])
        {
            var source = Path.Combine(paths.Sysfs, "class/dmi/id", file);
            if (SysfsText.Read(source) is not { } name)
                continue;
            if (name == "Virtual Machine" && SysfsText.Read(paths.Sysfs, "class/dmi/id/sys_vendor") == "Microsoft Corporation")
                return ("Hyper-V", source);
            if (Array.Find(FirmwareWords, w => name.Contains(w.Word, StringComparison.Ordinal)) is { Hypervisor: { } hypervisor })
                return (hypervisor, source);
        }

        return null;
    }

    private static (string Name, string Source)? ByAcpi(HostPaths paths)
    {
        const int OemId = 10, OemIdLength = 6; // of the header that every table begins with
        var table = Path.Combine(paths.Sysfs, "firmware/acpi/tables/FACP");
        Span<byte> header = stackalloc byte[OemId + OemIdLength];
        try
        {
            using var file = File.OpenHandle(table);
            if (RandomAccess.Read(file, header, 0) < header.Length)
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // for root only, mostly
        }

        var id = Encoding.ASCII.GetString(header[OemId..]);
        return Array.Find(AcpiIds, i => id.StartsWith(i.Id, StringComparison.Ordinal)) is { Hypervisor: { } hypervisor } ? (hypervisor, table) : null;
    }

    private static (string Name, string Source)? ByClock(HostPaths paths)
    {
        var clocks = Path.Combine(paths.Sysfs, "devices/system/clocksource/clocksource0/available_clocksource");
        return SysfsText.Read(clocks) switch
        {
            { } text when text.Contains("kvm-clock", StringComparison.Ordinal) => ("KVM", clocks),
            { } text when text.Contains("hyperv_clocksource", StringComparison.Ordinal) => ("Hyper-V", clocks),
            { } text when text.Contains("xen", StringComparison.Ordinal) => ("Xen", clocks),
            _ => null,
        };
    }
}
