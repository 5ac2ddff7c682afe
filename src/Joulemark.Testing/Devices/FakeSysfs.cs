using System.Globalization;
using System.Text;

namespace Joulemark.Testing.Devices;

/// <summary>
/// A sysfs tree in a temporary directory, built as the kernel builds it: devices lie under <c>devices/</c>, and
/// <c>class/powercap/</c> links to them. Give its <see cref="Root"/> as the host's sysfs.
/// </summary>
public sealed class FakeSysfs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The tree's root, in place of <c>/sys</c>.</summary>
    public string Root => _directory.Path;

    /// <summary>The directory of the zones.</summary>
    public string Powercap => Path.Combine(Root, "class/powercap");

    private string PowercapDevices => Path.Combine(Root, "devices/virtual/powercap");

    /// <summary>Adds the powercap class without a zone: a kernel with the framework and no driver.</summary>
    public FakeSysfs AddPowercap()
    {
        Directory.CreateDirectory(Powercap);
        return this;
    }

    /// <summary>Adds a RAPL zone.</summary>
    /// <param name="name">What the kernel calls it: <c>package-0</c>, <c>dram</c>, <c>core</c>, <c>psys</c> …</param>
    /// <param name="id">Its directory: <c>intel-rapl:0</c>, <c>intel-rapl:0:1</c>, <c>intel-rapl-mmio:0</c>; numbers are hexadecimal.</param>
    /// <param name="rangeMicrojoules">Where its counter wraps; null leaves the file out.</param>
    /// <param name="microjoules">Its counter's first reading.</param>
    public FakeSysfs AddRaplZone(string name, string id, ulong? rangeMicrojoules = 262143328850, ulong microjoules = 1_000_000)
    {
        var device = Path.Combine(PowercapDevices, id);
        Directory.CreateDirectory(device);
        AddPowercap();
        Directory.CreateSymbolicLink(Path.Combine(Powercap, id), Path.GetRelativePath(Powercap, device)); // relative, as the kernel's: the tree may be mounted elsewhere
        File.WriteAllText(Path.Combine(device, "name"), name + "\n");
        if (rangeMicrojoules is { } range)
            File.WriteAllText(Path.Combine(device, "max_energy_range_uj"), string.Create(CultureInfo.InvariantCulture, $"{range}\n"));
        File.WriteAllText(EnergyFile(id), "");
        SetEnergy(id, microjoules);
        return this;
    }

    /// <summary>Sets a zone's counter, in one write, so that a reader sees the old number or the new one.</summary>
    public void SetEnergy(string id, ulong microjoules)
    {
        // Line feeds fill it up to one length: the file never has to be cut, so no reader finds it empty.
        var text = microjoules.ToString(CultureInfo.InvariantCulture).PadRight(21, '\n');
        using var file = File.OpenHandle(EnergyFile(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
    }

    /// <summary>Makes a zone's counter give nothing from now on, to readers that have it open too.</summary>
    public void FailReads(string id) => File.WriteAllText(EnergyFile(id), "");

    /// <summary>Makes opening a zone's counter fail as permission denied does.</summary>
    public FakeSysfs Deny(string id) => DenyFile(EnergyFile(id));

    /// <summary>
    /// Makes opening a file fail as permission denied does, for root too: .NET answers both a forbidden file and a directory
    /// in a file's place with <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    /// <param name="path">Its path below the root.</param>
    public FakeSysfs DenyFile(string path)
    {
        var file = Path.Combine(Root, path);
        File.Delete(file);
        Directory.CreateDirectory(file);
        return this;
    }

    /// <summary>Removes a zone with its files.</summary>
    public void Remove(string id)
    {
        File.Delete(Path.Combine(Powercap, id));
        Directory.Delete(Path.Combine(PowercapDevices, id), recursive: true);
    }

    /// <summary>Hides all zones as container runtimes do: their directory becomes empty, the links to it stay.</summary>
    public FakeSysfs Mask()
    {
        Directory.Delete(PowercapDevices, recursive: true);
        Directory.CreateDirectory(PowercapDevices);
        return this;
    }

    /// <summary>Adds a logical CPU's place.</summary>
    /// <param name="cpu">Its number.</param>
    /// <param name="package">Number of its package.</param>
    /// <param name="die">Number of its die; null leaves the file out, as kernels before 5.2 do.</param>
    public FakeSysfs AddCpu(int cpu, int package, int? die = 0)
    {
        var topology = string.Create(CultureInfo.InvariantCulture, $"devices/system/cpu/cpu{cpu}/topology");
        Write($"{topology}/physical_package_id", package.ToString(CultureInfo.InvariantCulture));
        if (die is { } number)
            Write($"{topology}/die_id", number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>
    /// Adds the PMU <c>power</c>. Type 1 and configuration 0 are the kernel's own CPU clock, which counts nanoseconds: a
    /// real counter behind a fake name, so that the real system call can be tested without RAPL.
    /// </summary>
    /// <param name="type">Its number for perf_event_open.</param>
    /// <param name="cpus">Its <c>cpumask</c>, e.g. <c>0,18</c>.</param>
    /// <param name="scale">Joules for each count.</param>
    /// <param name="events">Names of its events, e.g. <c>energy-pkg</c>.</param>
    public FakeSysfs AddPowerPmu(int type, string cpus, double scale, params IEnumerable<string> events)
    {
        const string Pmu = "bus/event_source/devices/power";
        Write($"{Pmu}/type", type.ToString(CultureInfo.InvariantCulture));
        Write($"{Pmu}/cpumask", cpus);
        foreach (var name in events)
        {
            Write($"{Pmu}/events/{name}", "event=0x00");
            Write($"{Pmu}/events/{name}.scale", scale.ToString("R", CultureInfo.InvariantCulture));
            Write($"{Pmu}/events/{name}.unit", "Joules");
        }

        return this;
    }

    /// <summary>
    /// Adds a chip of the hardware monitoring class, on its device. Its attributes are written with <see cref="Write"/>
    /// below <c>class/hwmon/hwmonN/</c>, its device's below <c>class/hwmon/hwmonN/device/</c>.
    /// </summary>
    /// <param name="number">The N.</param>
    /// <param name="name">The driver's name for it, e.g. <c>amdgpu</c>.</param>
    /// <param name="pciAddress">The PCI device that it sits on, e.g. <c>0000:03:00.0</c>; null for another bus.</param>
    public FakeSysfs AddHwmon(int number, string name, string? pciAddress = null)
    {
        var device = Path.Combine(Root, pciAddress is null ? string.Create(CultureInfo.InvariantCulture, $"devices/platform/{name}.{number}") : $"bus/pci/devices/{pciAddress}");
        var hwmon = string.Create(CultureInfo.InvariantCulture, $"hwmon{number}");
        var chip = Directory.CreateDirectory(Path.Combine(device, "hwmon", hwmon)).FullName;
        Directory.CreateSymbolicLink(Path.Combine(chip, "device"), device);
        Directory.CreateDirectory(Path.Combine(Root, "class/hwmon"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "class/hwmon", hwmon), chip);
        return Write($"class/hwmon/{hwmon}/name", name);
    }

    /// <summary>Writes any attribute, with the line feed that the kernel ends one with.</summary>
    /// <param name="path">Its path below the root.</param>
    /// <param name="text">What it says.</param>
    public FakeSysfs Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
        return this;
    }

    /// <summary>Adds a device to the PCI bus.</summary>
    /// <param name="address">Its address, e.g. <c>0000:01:00.0</c>.</param>
    /// <param name="vendor">Vendor id, e.g. <c>0x10de</c>.</param>
    /// <param name="deviceClass">Class, e.g. <c>0x030200</c> for a 3D controller.</param>
    public FakeSysfs AddPciDevice(string address, string vendor, string deviceClass)
    {
        var device = Directory.CreateDirectory(Path.Combine(Root, "bus/pci/devices", address)).FullName;
        File.WriteAllText(Path.Combine(device, "vendor"), vendor + "\n");
        File.WriteAllText(Path.Combine(device, "class"), deviceClass + "\n");
        return this;
    }

    /// <summary>Adds CPU frequency policies, each with its governor.</summary>
    /// <param name="count">How many.</param>
    /// <param name="governor">The governor.</param>
    /// <param name="available">Those that there are.</param>
    public FakeSysfs AddPolicies(int count, string governor, string available = "performance powersave")
    {
        for (var i = 0; i < count; i++)
        {
            var policy = string.Create(CultureInfo.InvariantCulture, $"devices/system/cpu/cpufreq/policy{i}");
            Write($"{policy}/scaling_governor", governor).Write($"{policy}/scaling_available_governors", available);
        }

        return this;
    }

    /// <summary>What an attribute says.</summary>
    /// <param name="path">Its path below the root.</param>
    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).TrimEnd();

    /// <summary>Removes the tree.</summary>
    public void Dispose() => _directory.Dispose();

    private string EnergyFile(string id) => Path.Combine(PowercapDevices, id, "energy_uj");
}
