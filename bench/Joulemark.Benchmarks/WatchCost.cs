using System.Globalization;
using Joulemark.Machines;
using Joulemark.Machines.Watching;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Testing.Devices;

namespace Joulemark.Benchmarks;

/// <summary>What watching the machine costs: CPU time of its threads over a minute, on this machine and on a large fake one.</summary>
internal static class WatchCost
{
    private const int Boards = 8;
    private const int Cpus = 64;
    private const int Processes = 1_000;
    private static readonly TimeSpan RunIn = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    public static async Task RunAsync()
    {
        Console.WriteLine("| machine | CPU, of one core |");
        Console.WriteLine("|---|--:|");
        await MeasureAsync("this one", new HostPaths());
        using var sysfs = new FakeSysfs();
        using var procfs = new FakeProcfs();
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            var root = $"devices/system/cpu/cpu{cpu.ToString(CultureInfo.InvariantCulture)}";
            sysfs.Write($"{root}/cpufreq/scaling_governor", "performance").Write($"{root}/cpufreq/scaling_max_freq", "3500000")
                .Write($"{root}/thermal_throttle/core_throttle_count", "0").Write($"{root}/thermal_throttle/package_throttle_count", "0");
        }

        procfs.SetCpu("fake", Cpus).Write("pressure/memory", File.ReadAllText("/proc/pressure/memory")).Write("vmstat", File.ReadAllText("/proc/vmstat"));
        for (var pid = 2; pid < Processes + 2; pid++)
            procfs.SetProcess(pid, pid == 2 ? "kthreadd" : "other");
        var fake = new HostPaths { Sysfs = sysfs.Root, Procfs = procfs.Root, NvmlLibrary = "none" };
        await MeasureAsync($"{Cpus} CPUs and {Processes} processes in fake trees", fake);
        if (FakeNvml.Unavailable is not null)
            return;
        using var nvml = new FakeNvml();
        for (var board = 0; board < Boards; board++)
        {
            nvml.AddBoard();
            nvml.SetBoard(board, "samples", "1:2:1");
            nvml.SetBoard(board, "accounting", "2 3 4");
        }

        await MeasureAsync($"the same with {Boards} boards of the fake NVML", fake with { NvmlLibrary = nvml.LibraryPath });
    }

    private static async Task MeasureAsync(string name, HostPaths paths)
    {
        using var watch = new MachineWatch(paths, new SystemUnderTest(), new MonotonicClock(TimeProvider.System), 0.05, (_, _, _) => { }, d => Console.Error.WriteLine(d));
        watch.Start();
        await Task.Delay(RunIn); // opens and compiles
        var before = watch.Cost;
        await Task.Delay(Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {(watch.Cost - before) / Length * 100:0.000} % |"));
    }
}
