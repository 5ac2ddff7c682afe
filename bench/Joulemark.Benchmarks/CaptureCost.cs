using System.Diagnostics;
using System.Globalization;
using Joulemark.Machines;
using Joulemark.Testing.Devices;

namespace Joulemark.Benchmarks;

/// <summary>How long it takes to capture a machine: this one, and a big one of files with eight boards of the fake NVML library.</summary>
internal static class CaptureCost
{
    private const int Repeats = 51;
    private const int Cpus = 384;
    private const int Boards = 8;

    public static void Run()
    {
        Console.WriteLine("| capture of | facts | the first, which compiles | median | slowest |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        Time("this machine", HostPaths.FromEnvironment());
        using var sysfs = new FakeSysfs();
        using var procfs = new FakeProcfs();
        procfs.SetCpu("a big CPU", Cpus).SetMemory(1L << 40);
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            var directory = string.Create(CultureInfo.InvariantCulture, $"devices/system/cpu/cpu{cpu}");
            sysfs.Write($"{directory}/topology/physical_package_id", "0").Write($"{directory}/topology/core_cpus_list", cpu.ToString(CultureInfo.InvariantCulture))
                .Write($"{directory}/cpufreq/scaling_governor", "performance").Write($"{directory}/cpufreq/scaling_driver", "amd-pstate-epp")
                .Write($"{directory}/cpufreq/energy_performance_preference", "performance")
                .Write($"{directory}/cpufreq/cpuinfo_max_freq", "3700000").Write($"{directory}/cpufreq/scaling_max_freq", "3700000");
        }

        var paths = new HostPaths { Sysfs = sysfs.Root, Procfs = procfs.Root, Root = sysfs.Root, NvmlLibrary = "none" };
        Time(string.Create(CultureInfo.InvariantCulture, $"{Cpus} CPUs of files"), paths);
        if (FakeNvml.Unavailable is not null)
            return;
        using var nvml = new FakeNvml();
        for (var i = 0; i < Boards; i++)
            nvml.AddBoard();
        Time(string.Create(CultureInfo.InvariantCulture, $"the same and {Boards} boards of the fake NVML"), paths with { NvmlLibrary = nvml.LibraryPath });
    }

    private static void Time(string name, HostPaths paths)
    {
        var times = new List<double>();
        var facts = 0;
        for (var i = 0; i <= Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            facts = MachineProbe.Capture(paths).All.Count;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var first = times[0];
        times.RemoveAt(0);
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {facts} | {first:0.0} ms | {times[Repeats / 2]:0.0} ms | {times[^1]:0.0} ms |"));
    }
}
