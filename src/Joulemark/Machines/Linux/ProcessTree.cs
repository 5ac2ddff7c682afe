using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>
/// CPU time and memory of a process and all its descendants. CPU time only ever grows: what a process had used stays
/// counted after it is gone, whether it was ever seen here or lived too short a life for that: its parent, which waits for
/// it, then holds its time.
/// </summary>
internal sealed class ProcessTree
{
    private const double DefaultTicksPerSecond = 100; // USER_HZ, fixed at 100 in the kernel's interface on Linux
    private readonly string _procfs;
    private readonly bool _withoutRoot;
    private readonly Dictionary<(int Pid, ulong Start), Member> _members = [];
    private Member? _root;

    /// <param name="procfs">The procfs tree.</param>
    /// <param name="rootProcess">The tree's root.</param>
    /// <param name="withoutRoot">True to count the descendants only.</param>
    public ProcessTree(string procfs, int rootProcess, bool withoutRoot = false)
    {
        _procfs = procfs;
        _withoutRoot = withoutRoot;
        RootProcess = rootProcess;
    }

    public int RootProcess { get; }

    /// <summary>Reads the tree once.</summary>
    public ProcessTreeUsage Read()
    {
        foreach (var member in _members.Values)
            member.Alive = false;

        long resident = 0;
        var alive = 0;
        var pending = new Stack<(int Pid, Member? Parent)>([(RootProcess, null)]);
        while (pending.TryPop(out var next))
        {
            if (ReadStat(next.Pid) is not { } stat)
                continue;
            if (!_members.TryGetValue((next.Pid, stat.StartTime), out var member))
            {
                _members[(next.Pid, stat.StartTime)] = member = new Member();
                next.Parent?.Children.Add(member);
                _root ??= member;
            }

            if (member.Alive)
                continue;
            member.Alive = true;
            member.See(CpuOf(next.Pid, stat), WaitedForBy(next.Pid, stat));
            if (!_withoutRoot || member != _root)
            {
                resident += stat.ResidentPages * Environment.SystemPageSize;
                alive++;
            }

            foreach (var child in Children(next.Pid))
                pending.Push((child, member));
        }

        var used = _root is null ? TimeSpan.Zero : _root.Total - (_withoutRoot ? _root.Own : TimeSpan.Zero);
        return new ProcessTreeUsage(used, resident, alive);
    }

    /// <summary>
    /// CPU time of one process. The stat file's ticks of 10 ms are too coarse for a short window; the threads' own run
    /// time is exact, but forgets threads that ended: the larger of the two.
    /// </summary>
    private TimeSpan CpuOf(int pid, ProcessStat stat) => ReadThreads(pid) is { } threads && threads > stat.Cpu ? threads : stat.Cpu;

    /// <summary>CPU time of the children that a process has waited for, and of theirs: by the microsecond for this very process.</summary>
    private static TimeSpan WaitedForBy(int pid, ProcessStat stat) =>
        pid == Environment.ProcessId && ResourceUsage.OfWaitedForChildren() is { } exact && exact > stat.WaitedFor ? exact : stat.WaitedFor;

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
                Ticks(fields, 11) + Ticks(fields, 12),
                Ticks(fields, 13) + Ticks(fields, 14),
                ulong.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture),
                (long)Field(fields, 21));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static TimeSpan Ticks(string[] fields, int index) => TimeSpan.FromSeconds(Field(fields, index) / DefaultTicksPerSecond);

    private static double Field(string[] fields, int index) =>
        double.Parse(fields[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string Invariant(int pid) => pid.ToString(CultureInfo.InvariantCulture);

    private sealed record ProcessStat(TimeSpan Cpu, TimeSpan WaitedFor, ulong StartTime, long ResidentPages);

    /// <summary>A process that is or was in the tree, with the most that it was ever seen to have used.</summary>
    private sealed class Member
    {
        private TimeSpan _waitedFor;

        public bool Alive { get; set; }

        public TimeSpan Own { get; private set; }

        public List<Member> Children { get; } = [];

        /// <summary>
        /// Its own time and its descendants'. A child that is gone is counted once, by what was seen of it or by what its
        /// parent got for it, whichever is more: a parent that waits gets all of it, one that does not gets nothing.
        /// </summary>
        public TimeSpan Total
        {
            get
            {
                var gone = TimeSpan.Zero;
                var living = TimeSpan.Zero;
                foreach (var child in Children)
                {
                    if (child.Alive)
                        living += child.Total;
                    else
                        gone += child.Total;
                }

                return Own + living + (gone > _waitedFor ? gone : _waitedFor);
            }
        }

        public void See(TimeSpan own, TimeSpan waitedFor)
        {
            if (own > Own)
                Own = own;
            if (waitedFor > _waitedFor)
                _waitedFor = waitedFor;
        }
    }
}
