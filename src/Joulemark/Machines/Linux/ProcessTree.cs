using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>
/// CPU time and memory of a process and all its descendants. CPU time only ever grows: what a process had used when it
/// was last seen stays counted after it is gone.
/// </summary>
internal sealed class ProcessTree
{
    private const double DefaultTicksPerSecond = 100; // USER_HZ, fixed at 100 in the kernel's interface on Linux
    private readonly string _procfs;

    // The most each process was ever seen to have used, the ended ones too: one that a reading misses is neither lost nor
    // counted again when it comes back.
    private readonly Dictionary<(int Pid, ulong Start), TimeSpan> _used = [];

    public ProcessTree(string procfs, int rootProcess)
    {
        _procfs = procfs;
        RootProcess = rootProcess;
    }

    public int RootProcess { get; }

    /// <summary>Reads the tree once.</summary>
    public ProcessTreeUsage Read()
    {
        var alive = new HashSet<(int, ulong)>();
        long resident = 0;
        var pending = new Stack<int>([RootProcess]);
        while (pending.TryPop(out var pid))
        {
            if (ReadStat(pid) is not { } stat || !alive.Add((pid, stat.StartTime)))
                continue;
            var cpu = CpuOf(pid, stat);
            if (cpu > _used.GetValueOrDefault((pid, stat.StartTime)))
                _used[(pid, stat.StartTime)] = cpu;
            resident += stat.ResidentPages * Environment.SystemPageSize;
            foreach (var child in Children(pid))
                pending.Push(child);
        }

        return new ProcessTreeUsage(_used.Values.Aggregate(TimeSpan.Zero, (sum, used) => sum + used), resident, alive.Count);
    }

    /// <summary>
    /// CPU time of one process. The stat file's ticks of 10 ms are too coarse for a short window; the threads' own run
    /// time is exact, but forgets threads that ended: the larger of the two.
    /// </summary>
    private TimeSpan CpuOf(int pid, ProcessStat stat) => ReadThreads(pid) is { } threads && threads > stat.Cpu ? threads : stat.Cpu;

    /// <summary>Run time of the living threads, from schedstat; null where the kernel does not keep it.</summary>
    private TimeSpan? ReadThreads(int pid)
    {
        try
        {
            long nanoseconds = 0;
            foreach (var thread in Directory.EnumerateDirectories(Path.Combine(_procfs, Invariant(pid), "task")))
            {
                var text = File.ReadAllText(Path.Combine(thread, "schedstat"));
                nanoseconds += long.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
            }

            return new TimeSpan(nanoseconds / TimeSpan.NanosecondsPerTick);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private IEnumerable<int> Children(int pid)
    {
        // Each thread lists the children it forked (CONFIG_PROC_CHILDREN, on in every distribution's kernel).
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(Path.Combine(_procfs, Invariant(pid), "task"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var thread in threads)
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (var child in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                yield return int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    private ProcessStat? ReadStat(int pid)
    {
        try
        {
            // The command name is in brackets and may hold blanks and brackets: fields start after the last one.
            var text = File.ReadAllText(Path.Combine(_procfs, Invariant(pid), "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(
                TimeSpan.FromSeconds((Field(fields, 11) + Field(fields, 12)) / DefaultTicksPerSecond),
                ulong.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture),
                (long)Field(fields, 21));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static double Field(string[] fields, int index) =>
        double.Parse(fields[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string Invariant(int pid) => pid.ToString(CultureInfo.InvariantCulture);

    private sealed record ProcessStat(TimeSpan Cpu, ulong StartTime, long ResidentPages);
}
