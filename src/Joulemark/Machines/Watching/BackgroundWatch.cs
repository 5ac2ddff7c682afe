using System.Globalization;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Names who keeps the CPUs busy beside the run. How much it is in a window is in the window's own record, to the tick;
/// this says who it was. A scan of all processes is paid for by a pause, so that a machine with thousands of them is scanned
/// less often, and not at a higher cost.
/// </summary>
internal sealed class BackgroundWatch : IWatch
{
    private const double MostOfACore = 0.0015;
    private const int Named = 3;
    private const int MostGenerations = 64; // a chain of parents that goes round is no chain

    // Children that used more than all CPUs can give used it before: they were not known as this process' own.
    private const double Rounding = 1.1;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly HostPaths _paths;
    private readonly ProcessOwners _owners;
    private readonly double _most;
    private readonly int _cpus;
    private Dictionary<int, ProcessAccount> _before = [];
    private Timestamp? _scanned;
    private Timestamp _due;
    private (string Message, double Share, Timestamp Since)? _company;

    /// <param name="paths">Where the trees are.</param>
    /// <param name="owners">Tells whose a process is.</param>
    /// <param name="most">Most of all CPUs that others may keep busy.</param>
    public BackgroundWatch(HostPaths paths, ProcessOwners owners, double most)
    {
        (_paths, _owners, _most) = (paths, owners, most);
        _cpus = CpuInfo.Read(paths).LogicalCpus;
    }

    public void Look(DisturbanceLog log)
    {
        if (log.Now >= _due)
        {
            var began = ThreadTime.Read();
            Scan(log.Now);
            var pause = (ThreadTime.Read() - began) / MostOfACore;
            _due = log.Now + TimeSpan.FromTicks(Math.Clamp(pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks)) - (ShortestPause / 4); // a look that comes a little early will do
        }

        if (_company is { } company)
            log.GoesOn(Disturbance.BackgroundCpu, "cpu", company.Message, company.Share, since: company.Since);
    }

    public void Dispose()
    {
        // Nothing is kept open.
    }

    private void Scan(Timestamp now)
    {
        var processes = ReadAll();
        _company = _scanned is { } since && Company(processes, (now - since).TotalSeconds) is { } company ? (company.Message, company.Share, since) : null;
        (_before, _scanned) = (processes, now);
    }

    private (string Message, double Share)? Company(Dictionary<int, ProcessAccount> processes, double seconds)
    {
        if (seconds <= 0)
            return null;
        var most = TimeSpan.FromSeconds(seconds * _cpus * Rounding);
        var busy = Spent(processes, most)
            .Where(p => p.Value.All > TimeSpan.Zero && !_owners.Descends(p.Key, pid => processes.TryGetValue(pid, out var account) ? account.Parent : null))
            .OrderByDescending(p => p.Value.All).ToList();
        var others = busy.Where((p, i) => i >= 8 * Named || !_owners.BelongsToRoot(p.Key, processes[p.Key].Group)).ToList(); // asking for a container costs a file each: the busiest are asked
        var isPossible = others.Sum(p => p.Value.All.TotalSeconds) <= most.TotalSeconds;
        var spent = others.Select(p => (Process: p.Key, Time: isPossible ? p.Value.All : p.Value.Own)).OrderByDescending(p => p.Time).ToList(); // whose children they were cannot be told, what each used itself can
        var share = Math.Min(spent.Sum(p => p.Time.TotalSeconds) / seconds / _cpus, 1);
        if (share <= _most)
            return null;
        var names = spent.Take(Named).Where(p => p.Time > TimeSpan.Zero).Select(p => string.Create(CultureInfo.InvariantCulture, $"{processes[p.Process].Name} (process {p.Process}) {p.Time.TotalSeconds / seconds:P0} of one"));
        return (BackgroundAccount.Of(share, names), share);
    }

    /// <summary>CPU time since the last scan. What a child had used when it was last seen is in its parent's account once the parent has waited for it, and is taken off there.</summary>
    private Dictionary<int, (TimeSpan Own, TimeSpan All)> Spent(Dictionary<int, ProcessAccount> processes, TimeSpan most)
    {
        var (own, waitedFor) = (new Dictionary<int, TimeSpan>(), new Dictionary<int, TimeSpan>());
        foreach (var (pid, account) in processes)
        {
            var known = _before.TryGetValue(pid, out var before) && before.StartTime == account.StartTime;
            own[pid] = account.Cpu - (known ? before.Cpu : TimeSpan.Zero);
            waitedFor[pid] = account.WaitedFor - (known ? before.WaitedFor : TimeSpan.Zero);
        }

        foreach (var (pid, gone) in _before)
        {
            if ((!processes.TryGetValue(pid, out var now) || now.StartTime != gone.StartTime) && Heir(gone.Parent, waitedFor) is { } heir)
                waitedFor[heir] -= gone.Cpu + gone.WaitedFor;
        }

        return own.ToDictionary(p => p.Key, p => (p.Value, p.Value + (waitedFor[p.Key] <= most ? waitedFor[p.Key] : TimeSpan.Zero)));
    }

    /// <summary>Who waited for a process that is gone: its parent, or whoever waited for that where it is gone as well.</summary>
    private int? Heir(int parent, Dictionary<int, TimeSpan> alive)
    {
        for (var generations = 0; generations < MostGenerations; generations++)
        {
            if (alive.ContainsKey(parent))
                return parent;
            if (!_before.TryGetValue(parent, out var gone))
                return null;
            parent = gone.Parent;
        }

        return null;
    }

    private Dictionary<int, ProcessAccount> ReadAll()
    {
        var processes = new Dictionary<int, ProcessAccount>();
        if (!Directory.Exists(_paths.Procfs))
            return processes;
        foreach (var directory in Directory.EnumerateDirectories(_paths.Procfs))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcessAccount.Read(_paths.Procfs, pid) is { } account)
                processes[pid] = account;
        }

        return processes;
    }
}
