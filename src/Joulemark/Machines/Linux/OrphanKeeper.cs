using System.Globalization;
using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Makes this process the new parent of descendants that lose theirs (a child subreaper, prctl(2)), so that they stay in its
/// process tree. The kernel's own choice would be init, where nobody finds them again.
/// </summary>
internal sealed partial class OrphanKeeper : IDisposable
{
    private const int SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER
    private const int GetChildSubreaper = 37; // PR_GET_CHILD_SUBREAPER
    private const int NoHang = 1; // WNOHANG
    private readonly bool _isNew;
    private HashSet<int> _ended = [];

    public OrphanKeeper()
    {
        var before = 0;
        _isNew = OperatingSystem.IsLinux() && Control(GetChildSubreaper, ref before) == 0 && before == 0 && Control(SetChildSubreaper, 1) == 0;
    }

    /// <summary>
    /// Waits for orphans that have ended, so that their time comes to our account and they do not stay as zombies. The
    /// runtime waits for the children that it started itself, and at once: who is still a zombie at the second look is an
    /// orphan. Those that live are not waited for.
    /// </summary>
    /// <param name="own">The child whose end somebody else waits for; it is left alone.</param>
    public void Reap(int own)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var ended = ProcessChildren.Of("/proc", Environment.ProcessId).Where(c => c != own && IsZombie(c)).ToHashSet();
        foreach (var orphan in ended.Where(_ended.Contains))
            _ = Wait(orphan, 0, NoHang);
        _ended = ended;
    }

    /// <summary>From now on orphans are init's again; those that we have stay ours.</summary>
    public void Dispose()
    {
        if (_isNew)
            _ = Control(SetChildSubreaper, 0);
    }

    private static bool IsZombie(int pid)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return text.AsSpan(text.LastIndexOf(')') + 1).StartsWith(" Z", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint value);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, ref int value);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int Wait(int pid, nint status, int options);
}
