using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines;

/// <summary>Where the host's kernel trees and libraries are. Movable, for containers and tests.</summary>
public sealed record HostPaths
{
    private const string RootsState = "/var/lib/joulemark";
    private const string OwnSysfs = "/sys";
    private const string OwnProcfs = "/proc";

    /// <summary>The sysfs tree; <c>JOULEMARK_SYSFS</c>, default <c>/sys</c>.</summary>
    public string Sysfs { get; init; } = OwnSysfs;

    /// <summary>The procfs tree; <c>JOULEMARK_PROCFS</c>, default <c>/proc</c>.</summary>
    public string Procfs { get; init; } = OwnProcfs;

    /// <summary>The NVML library; <c>JOULEMARK_NVML</c>, default <c>libnvidia-ml.so.1</c> by the loader's search path.</summary>
    public string NvmlLibrary { get; init; } = "libnvidia-ml.so.1";

    /// <summary>The root of the file system that this process runs in, a container's where it runs in one; only tests move it.</summary>
    public string Root { get; init; } = "/";

    /// <summary>
    /// Where this tool keeps what must outlive it: leases on changed settings, servers it started. <c>JOULEMARK_STATE</c>, default
    /// <c>/var/lib/joulemark</c> for root, else <c>$XDG_STATE_HOME/joulemark</c> or <c>~/.local/state/joulemark</c>.
    /// </summary>
    public string State { get; init; } = DefaultState();

    /// <summary>Where root's runs keep their leases, for an ordinary user to look at; null for root, and with <c>JOULEMARK_STATE</c> set.</summary>
    internal string? OthersState { get; init; }

    /// <summary>
    /// Where the run lock is: <c>JOULEMARK_LOCKS</c>, else with <c>JOULEMARK_STATE</c> set that directory, else the one that all
    /// users of the machine share, else <see cref="State"/>.
    /// </summary>
    internal string Locks { get => field ?? State; init; }

    /// <summary>False where other users of the machine do not see the run lock, though nobody asked for one of their own.</summary>
    internal bool LocksAreShared { get; init; } = true;

    /// <summary>
    /// True where the trees are this very machine's, wherever they are mounted: a container sees the host's under other names.
    /// Trees of files, which play another machine, have neither the one nor the other.
    /// </summary>
    internal bool AreOfThisMachine => (Sysfs == OwnSysfs || File.Exists(Path.Combine(Sysfs, "kernel/uevent_seqnum")))
        && (Procfs == OwnProcfs || (BootOf(Procfs) is { } boot && boot == BootOf(OwnProcfs)));

    private static string? BootOf(string procfs) => SysfsText.Read(procfs, "sys/kernel/random/boot_id");

    /// <summary>The paths by which another view of this machine finds the same trees.</summary>
    internal (string Sysfs, string Procfs) Common => AreOfThisMachine ? (OwnSysfs, OwnProcfs) : (Sysfs, Procfs);

    /// <summary>Where trees are here that are known by their <see cref="Common"/> paths.</summary>
    internal HostPaths Of(string sysfs, string procfs, string nvmlLibrary) => new()
    {
        Sysfs = sysfs == OwnSysfs && AreOfThisMachine ? Sysfs : sysfs,
        Procfs = procfs == OwnProcfs && AreOfThisMachine ? Procfs : procfs,
        NvmlLibrary = nvmlLibrary,
    };

    /// <summary>The paths of this process's environment.</summary>
    public static HostPaths FromEnvironment()
    {
        var state = Environment.GetEnvironmentVariable("JOULEMARK_STATE") is { Length: > 0 } own ? Path.GetFullPath(own) : null;
        var locks = Environment.GetEnvironmentVariable("JOULEMARK_LOCKS") is { Length: > 0 } named ? Path.GetFullPath(named) : null;
        return new HostPaths
        {
            Sysfs = Environment.GetEnvironmentVariable("JOULEMARK_SYSFS") is { Length: > 0 } sysfs ? sysfs : "/sys",
            Procfs = Environment.GetEnvironmentVariable("JOULEMARK_PROCFS") is { Length: > 0 } procfs ? procfs : "/proc",
            NvmlLibrary = Environment.GetEnvironmentVariable("JOULEMARK_NVML") is { Length: > 0 } nvml ? nvml : "libnvidia-ml.so.1",
            State = state ?? DefaultState(),
            OthersState = state is null && OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess ? RootsState : null,
            Locks = locks ?? (state is null ? LockPlace.Shared : null)!,
            LocksAreShared = (locks ?? state ?? LockPlace.Shared) is not null,
        };
    }

    private static string DefaultState()
    {
        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux())
            return RootsState;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg : Path.Combine(home, ".local/state");
        return Path.Combine(state, "joulemark");
    }
}
