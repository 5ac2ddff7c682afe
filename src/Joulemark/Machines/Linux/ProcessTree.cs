using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>
/// CPU time and memory of a process and all its descendants. CPU time only ever grows: what a process had used stays
/// counted after it is gone, whether it was ever seen here or lived too short a life for that: its parent, which waits for
/// it, then holds its time.
/// </summary>
internal sealed class ProcessTree
{
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

    /// <summary>How many processes are held in memory: those that lived at the last reading.</summary>
    public int Kept => _members.Count;

    /// <summary>Reads the tree once.</summary>
    public ProcessTreeUsage Read()
    {
        foreach (var member in _members.Values)
            member.Alive = false;

        var seen = Walk(RootProcess, null);
        if (_root is null)
            return default;

        // One that was not come by may have lost its parent to another than us, or have been passed over while it changed
        // parents: it stays in the tree for as long as it lives.
        var passed = _members.Values.Where(m => !m.Alive).ToList();
        foreach (var member in passed.Where(m => !m.Alive && ReadStat(m.Pid)?.StartTime == m.StartTime))
            seen += Walk(member.Pid, null);
        foreach (var member in passed.Where(m => !m.Alive && m != _root))
            Fold(member);
        foreach (var member in _members.Values)
            member.Settle();
        return new ProcessTreeUsage(_root.Total - (_withoutRoot ? _root.Own : TimeSpan.Zero), seen.ResidentPages * Environment.SystemPageSize, (int)seen.Processes);
    }

    /// <summary>Reads a process and all below it.</summary>
    private Seen Walk(int pid, Member? parent)
    {
        var seen = default(Seen);
        var pending = new Stack<(int Pid, Member? Parent)>([(pid, parent)]);
        while (pending.TryPop(out var next))
        {
            if (ReadStat(next.Pid) is not { } stat)
                continue;
            if (!_members.TryGetValue((next.Pid, stat.StartTime), out var member))
            {
                _members[(next.Pid, stat.StartTime)] = member = new Member(next.Pid, stat.StartTime);
                _root ??= member;
            }

            if (next.Parent is not null && member != _root)
                member.MoveTo(next.Parent); // an orphan has another than before
            if (member.Alive)
                continue;
            member.Alive = true;
            member.See(CpuOf(next.Pid, stat), WaitedForBy(next.Pid, stat));
            if (!_withoutRoot || member != _root)
                seen += new Seen(1, stat.ResidentPages);
            foreach (var child in ProcessChildren.Of(_procfs, next.Pid))
                pending.Push((child, member));
        }

        return seen;
    }

    /// <summary>Leaves what a dead process used with its parent and forgets it, so that a long build costs no more at its end than at its start.</summary>
    private void Fold(Member member)
    {
        if (!_members.Remove((member.Pid, member.StartTime)))
            return;
        foreach (var child in member.Children.ToList())
        {
            if (!child.Alive)
                Fold(child);
            else if (member.Parent is not null)
                child.MoveTo(member.Parent);
        }

        member.Die();
    }

    /// <summary>
    /// CPU time of one process. The stat file's ticks of 10 ms are too coarse for a short window; the threads' own run
    /// time is exact, but forgets threads that ended: the larger of the two.
    /// </summary>
    private TimeSpan CpuOf(int pid, ProcessAccount stat) => ReadThreads(pid) is { } threads && threads > stat.Cpu ? threads : stat.Cpu;

    /// <summary>CPU time of the children that a process has waited for, and of theirs: by the microsecond for this very process.</summary>
    private static TimeSpan WaitedForBy(int pid, ProcessAccount stat) =>
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

    private ProcessAccount? ReadStat(int pid) => ProcessAccount.Read(_procfs, pid);

    private static string Invariant(int pid) => pid.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Seen(long Processes, long ResidentPages)
    {
        public static Seen operator +(Seen left, Seen right) => new(left.Processes + right.Processes, left.ResidentPages + right.ResidentPages);
    }

    /// <summary>A living process of the tree, with the most that it was ever seen to have used, and its dead children's account.</summary>
    private sealed class Member(int pid, ulong startTime)
    {
        private TimeSpan _waitedFor;
        private TimeSpan _counted; // for dead children, up to the last reading
        private TimeSpan _gone; // what was seen of children that are gone since

        public int Pid => pid;

        public ulong StartTime => startTime;

        public bool Alive { get; set; }

        public TimeSpan Own { get; private set; }

        public Member? Parent { get; private set; }

        public HashSet<Member> Children { get; } = [];

        /// <summary>
        /// Its own time and its descendants'. A child that is gone is counted once, by what was seen of it or by what its
        /// parent got for it, whichever is more: a parent that waits gets all of it, one that does not gets nothing. A parent that
        /// was read just before it waited gets it at the next reading; until then what was seen stands, on top of those before.
        /// </summary>
        public TimeSpan Total => Children.Aggregate(Own + Dead, (sum, child) => sum + child.Total);

        private TimeSpan Dead => _counted + _gone > _waitedFor ? _counted + _gone : _waitedFor;

        /// <summary>Ends a reading.</summary>
        public void Settle() => (_counted, _gone) = (Dead, TimeSpan.Zero);

        public void MoveTo(Member parent)
        {
            if (Parent == parent)
                return;
            Parent?.Children.Remove(this);
            Parent = parent;
            parent.Children.Add(this);
        }

        public void Die()
        {
            if (Parent is null)
                return;
            Parent._gone += Total;
            Parent.Children.Remove(this);
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
