using Xunit;

namespace Joulemark.Tests.Machines;

/// <summary>Memory, nodes, firmware, hypervisor, system and temperatures of different machines.</summary>
public sealed class PlatformFactsTests : IDisposable
{
    private readonly TestMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Nodes_InTensAndWithoutCpus_AreListedInOrder()
    {
        _machine.Sys("devices/system/node/node0/cpulist", "0-71").Sys("devices/system/node/node1/cpulist", "72-143")
            .Sys("devices/system/node/node2/cpulist", "").Sys("devices/system/node/node10/cpulist", "").Sys("devices/system/node/power/control", "auto");

        Assert.Equal("4", _machine.Value("numa.nodes"));
        Assert.Equal("0:0-71 1:72-143 2:none 10:none", _machine.Value("numa.layout"));
    }

    [Fact]
    public void Node_WhoseCpusAreDenied_LeavesTheLayoutUnknown()
    {
        _machine.Sys("devices/system/node/node0/cpulist", "0-3").Sys("devices/system/node/node1/distance", "10");
        _machine.Sysfs.DenyFile("devices/system/node/node1/cpulist");

        Assert.Equal("2", _machine.Value("numa.nodes"));
        Assert.Null(_machine.Value("numa.layout"));
    }

    [Fact]
    public void Memory_InKilobytes_IsGibibytes()
    {
        _machine.Proc("meminfo", "MemTotal:       65536000 kB\nMemFree: 1 kB\nSwapTotal:       2097148 kB\n")
            .Sys("kernel/mm/transparent_hugepage/enabled", "always [madvise] never").Proc("sys/kernel/numa_balancing", "2\n");

        Assert.Equal("62.5", _machine.Value("memory.gib"));
        Assert.Equal("2", _machine.Value("memory.swap-gib"));
        Assert.Equal("madvise", _machine.Value("memory.transparent-hugepages"));
        Assert.Equal("on", _machine.Value("numa.balancing"));
    }

    [Theory]
    [InlineData("MemTotal: a lot")]
    [InlineData("MemTotal:")]
    [InlineData("MemTotal: 99999999999999999999999 kB")]
    public void Memory_ThatIsNoNumber_IsUnknown(string meminfo) => Assert.Equal("it does not say", _machine.Proc("meminfo", meminfo).Fact("memory.gib").Unknown);

    [Fact]
    public void Machine_IsKnownByHashes_AndInAContainerByItsStartAlone()
    {
        const string id = "0123456789abcdef0123456789abcdef";
        const string boot = "11111111-2222-3333-4444-555555555555";
        _machine.Root("etc/machine-id", id + "\n").Proc("sys/kernel/random/boot_id", boot + "\n").Proc("self/mountinfo", "1 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
        Assert.Matches("^[0-9a-f]{16}$", _machine.Value("machine.installation"));
        Assert.Matches("^[0-9a-f]{16}$", _machine.Value("machine.boot"));
        Assert.DoesNotContain(_machine.Capture().All, f => f.Value?.Contains(id, StringComparison.Ordinal) == true || f.Value?.Contains(boot, StringComparison.Ordinal) == true);

        _machine.Root(".dockerenv", "");
        Assert.Equal("in a container it is not the machine's", _machine.Fact("machine.installation").Unknown);
        Assert.NotNull(_machine.Value("machine.boot"));
    }

    [Fact]
    public void Firmware_WithSerialNumbers_GivesNone()
    {
        _machine.Sys("class/dmi/id/sys_vendor", "Dell Inc.").Sys("class/dmi/id/product_name", "PowerEdge XE9680").Sys("class/dmi/id/bios_version", "2.1.3").Sys("class/dmi/id/bios_date", "05/20/2024")
            .Sys("class/dmi/id/product_serial", "SERIAL-4711").Sys("class/dmi/id/product_uuid", "UUID-4711").Sys("class/dmi/id/board_asset_tag", "ASSET-4711");

        Assert.Equal("Dell Inc.", _machine.Value("machine.vendor"));
        Assert.Equal("PowerEdge XE9680", _machine.Value("machine.product"));
        Assert.Equal("2.1.3", _machine.Value("firmware.version"));
        Assert.Equal("05/20/2024", _machine.Value("firmware.date"));
        Assert.All(_machine.Capture().All, f => Assert.DoesNotContain("4711", $"{f.Value}{f.Unknown}{f.Source}", StringComparison.Ordinal));
    }

    [Fact]
    public void DeviceTree_WithoutDmi_NamesTheProduct() => Assert.Equal("Some Board", _machine.Sys("firmware/devicetree/base/model", "Some Board\0").Value("machine.product"));

    [Theory]
    [InlineData("QEMU", "Standard PC (Q35 + ICH9, 2009)", "KVM")]
    [InlineData("Amazon EC2", "m7i.xlarge", "KVM")]
    [InlineData("Google", "Google Compute Engine", "KVM")]
    [InlineData("VMware, Inc.", "VMware Virtual Platform", "VMware")]
    [InlineData("Microsoft Corporation", "Virtual Machine", "Hyper-V")]
    [InlineData("Xen", "HVM domU", "Xen")]
    [InlineData("innotek GmbH", "VirtualBox", "VirtualBox")]
    public void VirtualMachine_WithItsFirmware_NamesTheHypervisor(string vendor, string product, string expected)
    {
        _machine.X86("Intel(R) Xeon(R)", 1, 1, 1, "fpu hypervisor").Sys("class/dmi/id/sys_vendor", vendor).Sys("class/dmi/id/product_name", product);

        Assert.Equal("true", _machine.Value("machine.virtual"));
        Assert.Equal(expected, _machine.Value("machine.hypervisor"));
    }

    [Theory]
    [InlineData("FIRECKFCMVFADT ", "Firecracker")]
    [InlineData("BOCHS BXPC    ", "KVM")]
    [InlineData("CLOUDHCHFADT  ", "Cloud Hypervisor")]
    public void VirtualMachine_WithAcpiTables_NamesTheHypervisor(string oem, string expected) =>
        Assert.Equal(expected, Guest().Sys("firmware/acpi/tables/FACP", "FACP\x14\x01\0\0\x06\x10" + oem).Value("machine.hypervisor"));

    [Theory]
    [InlineData("kvm-clock tsc", "KVM")]
    [InlineData("hyperv_clocksource_tsc_page acpi_pm", "Hyper-V")]
    public void VirtualMachine_WithItsClock_NamesTheHypervisor(string clocks, string expected) =>
        Assert.Equal(expected, Guest().Sys("devices/system/clocksource/clocksource0/available_clocksource", clocks).Value("machine.hypervisor"));

    [Fact]
    public void VirtualMachine_ThatHidesItsHypervisor_IsOneAllTheSame()
    {
        Guest();
        Assert.Equal("true", _machine.Value("machine.virtual"));
        Assert.Contains("neither the firmware nor the clock sources", _machine.Fact("machine.hypervisor").Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Cloud_WithoutAHypervisor_IsNoVirtualMachine()
    {
        _machine.X86("Intel(R) Xeon(R)", 1, 1).Sys("class/dmi/id/sys_vendor", "Amazon EC2").Sys("class/dmi/id/product_name", "m7i.metal-24xl");

        Assert.Equal("false", _machine.Value("machine.virtual"));
        Assert.Equal("none", _machine.Value("machine.hypervisor"));
    }

    [Theory]
    [InlineData("a1.metal", null)]
    [InlineData("m7g.large", "KVM")]
    public void Arm_InACloud_IsToldByItsProduct(string product, string? expected)
    {
        _machine.Proc("cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n").Sys("class/dmi/id/sys_vendor", "Amazon EC2").Sys("class/dmi/id/product_name", product);

        Assert.Equal(expected, _machine.Value("machine.hypervisor"));
    }

    [Theory]
    [InlineData("Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016", "gVisor")]
    [InlineData("Linux version 5.15.153.1-microsoft-standard-WSL2 (root@x)", "Hyper-V (WSL)")]
    public void Kernel_ThatIsNone_IsNamed(string version, string expected) => Assert.Equal(expected, _machine.Proc("version", version).Value("machine.hypervisor"));

    [Fact]
    public void Xen_WithItsOwnFile_IsNamed() => Assert.Equal("Xen", _machine.Sys("hypervisor/type", "xen").Value("machine.hypervisor"));

    [Fact]
    public void System_InAContainer_IsTheContainers()
    {
        _machine.Root("etc/os-release", "NAME=\"Ubuntu\"\nPRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\n").Proc("sys/kernel/osrelease", "6.8.0-45-generic\n");

        Assert.Equal("Ubuntu 24.04.1 LTS", _machine.Value("os.name"));
        Assert.Equal("6.8.0-45-generic", _machine.Value("os.kernel"));
    }

    [Theory]
    [InlineData("BOOT_IMAGE=/vmlinuz root=UUID=1234-abcd intel_pstate=passive mitigations=off iscsi_password=hunter2 quiet", "intel_pstate=passive mitigations=off")]
    [InlineData("nohz-full=1-7 isolcpus=1-7 processor.max_cstate=1 -- idle=poll --token=abc", "nohz-full=1-7 isolcpus=1-7 processor.max_cstate=1")]
    [InlineData("root=/dev/sda1 ip=10.0.0.1 quiet", "none")]
    public void KernelParameters_OfALine_AreTheRelevantOnes(string line, string expected) => Assert.Equal(expected, _machine.Proc("cmdline", line + "\n").Value("os.kernel-parameters"));

    [Fact]
    public void Modules_OfALongList_AreTheRelevantOnes()
    {
        _machine.Proc("modules", "nvidia_uvm 1 0 - Live 0x0 (POE)\nnvidia 9 1 nvidia_uvm, Live 0x0 (POE)\nmy_secret_module 1 0 - Live 0x0\nmsr 1 0 - Live 0x0\n").Sys("module/nvidia/version", "550.90.07");

        Assert.Equal("msr,nvidia,nvidia_uvm", _machine.Value("driver.modules"));
        Assert.Equal("550.90.07", _machine.Value("driver.nvidia")); // its library is not there, and its module is
    }

    [Fact]
    public void Temperature_OfSeveralPackages_IsTheHighest()
    {
        _machine.Sysfs.AddHwmon(0, "coretemp").Write("class/hwmon/hwmon0/temp1_input", "48000").Write("class/hwmon/hwmon0/temp2_input", "51500")
            .AddHwmon(1, "nvme").Write("class/hwmon/hwmon1/temp1_input", "80000");

        Assert.Equal("51.5", _machine.Value("temperature.cpu-c"));
    }

    [Fact]
    public void Temperature_ForTheFan_IsNotTheCpus()
    {
        _machine.Sysfs.AddHwmon(0, "k10temp").Write("class/hwmon/hwmon0/temp1_input", "70000").Write("class/hwmon/hwmon0/temp1_label", "Tctl")
            .Write("class/hwmon/hwmon0/temp2_input", "43000").Write("class/hwmon/hwmon0/temp2_label", "Tdie");

        Assert.Equal("43", _machine.Value("temperature.cpu-c"));
    }

    [Fact]
    public void OtherGpus_OnTheBus_AreCountedByModel()
    {
        foreach (var (address, vendor, device) in ((string, string, string)[])[("0000:03:00.0", "0x1002", "0x74a1"), ("0000:04:00.0", "0x1002", "0x74a1"), ("0000:05:00.0", "0x8086", "0x56c0"), ("0000:06:00.0", "0x1a03", "0x2000")])
            _machine.Sysfs.AddPciDevice(address, vendor, "0x038000").Write($"bus/pci/devices/{address}/device", device);

        Assert.Equal("2 × 1002:74a1, 1 × 8086:56c0", _machine.Value("gpu.others"));
        Assert.Equal("0", _machine.Value("gpu.count"));
        Assert.Equal("none", _machine.Value("gpu.model"));
    }

    private TestMachine Guest() => _machine.X86("AMD EPYC", 1, 1, 1, "fpu hypervisor");
}
