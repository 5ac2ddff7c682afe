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
    private readonly Dictionary<(int Pid, ulong Start), ProcessTimes> _seen = [];
    private TimeSpan _gone;

    public ProcessTree(string procfs, int rootProcess)
    {
        _procfs = procfs;
        RootProcess = rootProcess;
    }

    public int RootProcess { get; }

    /// <summary>True while the root process runs.</summary>
    public bool IsAlive => ReadStat(RootProcess) is { State: not ('Z' or 'X') };

    /// <summary>Reads the tree once.</summary>
    public ProcessTreeUsage Read()
    {
        var alive = new Dictionary<(int, ulong), ProcessTimes>();
        long resident = 0;
        var pending = new Stack<int>([RootProcess]);
        while (pending.TryPop(out var pid))
        {
            if (ReadStat(pid) is not { } stat || !alive.TryAdd((pid, stat.StartTime), new ProcessTimes(stat, ReadThreads(pid))))
                continue;
            resident += stat.ResidentPages * Environment.SystemPageSize;
            foreach (var child in Children(pid))
                pending.Push(child);
        }

        foreach (var (key, last) in _seen)
        {
            if (!alive.ContainsKey(key))
                _gone += last.Cpu;
        }

        var total = _gone;
        _seen.Clear();
        foreach (var (key, process) in alive)
        {
            _seen[key] = process;
            total += process.Cpu;
        }

        return new ProcessTreeUsage(total, resident, alive.Count);
    }

    /// <summary>
    /// Run time of the living threads in nanoseconds, from schedstat. The stat file's ticks of 10 ms are too coarse for a
    /// short window; schedstat is exact, but forgets threads that ended, so the larger of the two is used.
    /// </summary>
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
        catch (IOException)
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
            catch (IOException)
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
                fields[0][0],
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

    private sealed record ProcessStat(char State, TimeSpan Cpu, ulong StartTime, long ResidentPages);

    private readonly record struct ProcessTimes(ProcessStat Stat, TimeSpan? Threads)
    {
        public TimeSpan Cpu => Threads > Stat.Cpu ? Threads.Value : Stat.Cpu;
    }
}
