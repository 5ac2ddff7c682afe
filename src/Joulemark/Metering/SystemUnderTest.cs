using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering;

/// <summary>
/// Which process tree is under test now. The runner sets it when a server starts and clears it when the server stops;
/// meters that attribute a share read it at each sample.
/// </summary>
public sealed class SystemUnderTest
{
    private int _rootProcess;
    private volatile bool _isHarness;
    private volatile bool _isOwn;
    private volatile bool _isHidden;

    /// <summary>Root of the process tree; null while none runs on this machine.</summary>
    public int? RootProcess
    {
        get => Volatile.Read(ref _rootProcess) is var pid and > 0 ? pid : null;
        set => Volatile.Write(ref _rootProcess, value ?? 0);
    }

    /// <summary>True where the root is this process, whose children are under test and which is not itself.</summary>
    public bool IsChildrenOfRoot => _isHarness;

    /// <summary>True while a server works on this machine whose process cannot be found: then any process may be its own.</summary>
    internal bool IsHidden
    {
        get => _isHidden;
        set => _isHidden = value;
    }

    /// <summary>Takes a process and its descendants for the system under test.</summary>
    /// <param name="rootProcess">The tree's root; null where it is not known.</param>
    /// <param name="isOwnChild">True when this process started it.</param>
    public void Follow(int? rootProcess, bool isOwnChild)
    {
        _isOwn = isOwnChild;
        RootProcess = rootProcess;
    }

    /// <summary>Takes every process that this one starts, and what they start, for the system under test: ended ones too.</summary>
    public void FollowOwnChildren()
    {
        _isHarness = true;
        RootProcess = Environment.ProcessId;
    }

    /// <summary>The tree below a root. Our own children have their numbers in our own view of processes, wherever the host's tree is mounted.</summary>
    internal ProcessTree Tree(HostPaths paths, int root) => new(Procfs(paths), root, IsChildrenOfRoot);

    /// <summary>The tree that numbers the root as we do.</summary>
    internal string Procfs(HostPaths paths) => _isHarness || _isOwn ? "/proc" : paths.Procfs;
}
