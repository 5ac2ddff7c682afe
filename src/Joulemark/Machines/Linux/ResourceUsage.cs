using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>The kernel's account of this process's children (<c>getrusage</c>), to the microsecond.</summary>
internal static partial class ResourceUsage
{
    private const int Children = -1; // RUSAGE_CHILDREN
    private const int Longs = 18; // struct rusage: two timevals of two longs, and fourteen longs

    /// <summary>CPU time of all children that this process has waited for, and of theirs; null where the system has no such call.</summary>
    public static TimeSpan? OfWaitedForChildren()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<nint> usage = stackalloc nint[Longs];
        return GetUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref nint usage);
}
