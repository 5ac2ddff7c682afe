using System.Globalization;
using System.Text;

namespace Joulemark.Testing.Devices;

/// <summary>A procfs tree in a temporary directory, with what meters ask of it. Give its <see cref="Root"/> as the host's procfs.</summary>
public sealed class FakeProcfs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The tree's root, in place of <c>/proc</c>.</summary>
    public string Root => _directory.Path;

    /// <summary>Writes <c>cpuinfo</c>.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="logicalCpus">How many logical CPUs.</param>
    /// <param name="isVirtual">True to set the flag of a virtual machine.</param>
    public FakeProcfs SetCpu(string model, int logicalCpus = 4, bool isVirtual = false)
    {
        var text = new StringBuilder();
        for (var i = 0; i < logicalCpus; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"processor\t: {i}\nmodel name\t: {model}\nphysical id\t: 0\n")
                .Append("flags\t\t: fpu vme sse2").Append(isVirtual ? " hypervisor" : "").Append("\n\n");
        }

        File.WriteAllText(Path.Combine(Root, "cpuinfo"), text.ToString());
        return this;
    }

    /// <summary>Writes <c>stat</c> with this much busy and idle time of all CPUs, in CPU seconds.</summary>
    public FakeProcfs SetCpuTime(double busySeconds, double idleSeconds = 0)
    {
        File.WriteAllText(
            Path.Combine(Root, "stat"),
            string.Create(CultureInfo.InvariantCulture, $"cpu  {busySeconds * 100:0} 0 0 {idleSeconds * 100:0} 0 0 0 0 0 0\n"));
        return this;
    }

    /// <summary>Writes <c>meminfo</c>.</summary>
    public FakeProcfs SetMemory(long bytes)
    {
        File.WriteAllText(Path.Combine(Root, "meminfo"), string.Create(CultureInfo.InvariantCulture, $"MemTotal: {bytes / 1024} kB\n"));
        return this;
    }

    /// <summary>Writes <c>self/mountinfo</c> with a tmpfs at each of these places.</summary>
    public FakeProcfs SetMounts(params IEnumerable<string> mountPoints)
    {
        Directory.CreateDirectory(Path.Combine(Root, "self"));
        File.WriteAllLines(
            Path.Combine(Root, "self/mountinfo"),
            mountPoints.Select((at, i) => string.Create(CultureInfo.InvariantCulture, $"{100 + i} 99 0:{50 + i} / {at} ro,relatime - tmpfs tmpfs ro,size=0k")));
        return this;
    }

    /// <summary>Writes a process's <c>stat</c>, and its <c>cgroup</c> where one is given.</summary>
    /// <param name="pid">Its number.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="parent">Its parent's number.</param>
    /// <param name="cpuSeconds">CPU time that it has used.</param>
    /// <param name="startTime">When it started, in ticks since boot.</param>
    /// <param name="waitedForSeconds">CPU time of the children that it waited for.</param>
    /// <param name="group">Its process group; its own number where none is given.</param>
    /// <param name="cgroup">Its control group's path; null writes none.</param>
    public FakeProcfs SetProcess(
        int pid, string name, int parent = 1, double cpuSeconds = 0, long startTime = 100, double waitedForSeconds = 0, int? group = null, string? cgroup = null)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Root, pid.ToString(CultureInfo.InvariantCulture))).FullName;
        File.WriteAllText(Path.Combine(directory, "stat"), string.Create(CultureInfo.InvariantCulture,
            $"{pid} ({name}) S {parent} {group ?? pid} {group ?? pid} 0 -1 4194304 0 0 0 0 {cpuSeconds * 100:0} 0 {waitedForSeconds * 100:0} 0 20 0 1 0 {startTime} 1000000 250 18446744073709551615 0 0\n"));
        if (cgroup is not null)
            File.WriteAllText(Path.Combine(directory, "cgroup"), $"0::{cgroup}\n");
        return this;
    }

    /// <summary>Removes a process.</summary>
    public FakeProcfs EndProcess(int pid)
    {
        Directory.Delete(Path.Combine(Root, pid.ToString(CultureInfo.InvariantCulture)), recursive: true);
        return this;
    }

    /// <summary>Writes any other file.</summary>
    /// <param name="path">Its path below the root.</param>
    /// <param name="text">What it says.</param>
    public FakeProcfs Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    /// <summary>Removes every file, as when a container's procfs goes away.</summary>
    public void Clear()
    {
        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
    }

    /// <summary>Removes the tree.</summary>
    public void Dispose() => _directory.Dispose();
}
