using System.Globalization;
using Joulemark.Machines.Linux;
using Joulemark.Metering;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Tells processes that belong to the run (this one, the system under test, and what they started) from others. To the
/// system under test belong the descendants of its root, its process group (a launcher beside its workers), and its
/// container or service.
/// </summary>
internal sealed class ProcessOwners
{
    private const int Deepest = 64;
    private readonly string _procfs;
    private readonly SystemUnderTest _underTest;
    private readonly Dictionary<int, ulong> _own = [];
    private readonly int? _ownGroup;
    private readonly string? _ownUnit;
    private (int Pid, int? Group, string? Unit) _root;

    public ProcessOwners(HostPaths paths, SystemUnderTest underTest)
    {
        (_procfs, _underTest) = (paths.Procfs, underTest);
        Self = SelfIn(_procfs);
        _ownGroup = ProcessAccount.Read(_procfs, Self)?.Group;
        _ownUnit = Unit(Self);
        SeesAll = ProcessAccount.Read(_procfs, 2)?.Name == "kthreadd";
    }

    /// <summary>This process's number there.</summary>
    public int Self { get; }

    /// <summary>True where every process of the machine is seen; false in a container's view, and where the kernel hides others' processes.</summary>
    public bool SeesAll { get; }

    /// <summary>True while nobody knows which process the server is.</summary>
    public bool IsServerHidden => _underTest.IsHidden;

    /// <summary>True where any process may be the system under test's, however short its life: then one that is gone cannot be told.</summary>
    public bool MayHaveLeft => _underTest.IsChildrenOfRoot || IsServerHidden;

    /// <summary>
    /// Whether a process belongs to the run, and what it is called; null for whose it is where that cannot be told: since it is
    /// gone, since numbers here need not be the driver's, or since the server's own process is not known.
    /// </summary>
    public (bool? IsOwn, string? Name) Of(int pid)
    {
        if (ProcessAccount.Read(_procfs, pid) is not { } account)
            return (_own.ContainsKey(pid) ? true : null, null);
        if (_own.TryGetValue(pid, out var start) && start == account.StartTime)
            return (true, account.Name);
        Refresh();
        var own = Descends(pid, account) || BelongsToRoot(pid, account.Group);
        if (own)
            _own[pid] = account.StartTime;
        else
            _own.Remove(pid);
        return (own ? true : SeesAll && !IsServerHidden ? false : null, account.Name);
    }

    /// <summary>Whether a process is the run's by kinship, where its forebears are known already.</summary>
    public bool Descends(int pid, Func<int, int?> parentOf)
    {
        Refresh();
        for (var i = 0; i < Deepest && pid > 0; i++)
        {
            if (pid == Self || pid == _root.Pid)
                return true;
            pid = parentOf(pid) ?? 0;
        }

        return false;
    }

    /// <summary>Whether a process that descends from elsewhere belongs to the system under test all the same.</summary>
    public bool BelongsToRoot(int pid, int group) =>
        (_root.Group is { } rootGroup && group == rootGroup) || (_root.Unit is { } unit && Unit(pid) is { } its && (its == unit || its.StartsWith(unit + "/", StringComparison.Ordinal)));

    private static int SelfIn(string procfs)
    {
        // The number that a tree of another namespace has for us is where its link "self" leads to.
        var target = Directory.Exists(procfs) ? new FileInfo(Path.Combine(procfs, "self")).LinkTarget : null;
        return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : Environment.ProcessId;
    }

    private bool Descends(int pid, ProcessAccount account) =>
        Descends(pid, p => p == pid ? account.Parent : ProcessAccount.Read(_procfs, p)?.Parent);

    private void Refresh()
    {
        var pid = _underTest.RootProcess ?? 0;
        if (pid == _root.Pid)
            return;
        var group = pid > 0 ? ProcessAccount.Read(_procfs, pid)?.Group : null;
        var unit = pid > 0 ? Unit(pid) : null;
        _root = (pid, group == _ownGroup ? null : group, unit == _ownUnit ? null : unit);
    }

    private string? Unit(int pid) => ProcessUnit.Of(_procfs, pid);
}
