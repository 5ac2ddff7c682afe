using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;
using Microsoft.Win32.SafeHandles;

namespace Joulemark.Metering.Rapl;

/// <summary>The kernel's <c>perf_event_open</c> (man 2 perf_event_open), for counters of a whole CPU, not of a process.</summary>
internal static unsafe partial class PerfEvent
{
    /// <summary>The first published size of <c>perf_event_attr</c>; every kernel takes it, and what is beyond it we leave at 0.</summary>
    private const int AttributeSize = 64;
    private const int CloseOnExec = 8;

    /// <summary>Opens a counter; null and the error number where the kernel refuses.</summary>
    /// <param name="type">Which PMU: the number in its <c>type</c> file.</param>
    /// <param name="config">Which of its events.</param>
    /// <param name="cpu">The CPU that reads it.</param>
    /// <param name="error">Why not, as an <c>errno</c>; 0 on success.</param>
    public static SafeFileHandle? TryOpen(uint type, ulong config, int cpu, out int error)
    {
        error = Errno.NotImplemented;
        if (!OperatingSystem.IsLinux() || Number is not { } number)
            return null;

        // struct perf_event_attr: type (u32), size (u32), config (u64), and nothing else that we ask for.
        var attributes = stackalloc ulong[AttributeSize / sizeof(ulong)];
        new Span<ulong>(attributes, AttributeSize / sizeof(ulong)).Clear();
        attributes[0] = type | ((ulong)AttributeSize << 32);
        attributes[1] = config;

        var file = SystemCall(number, attributes, process: -1, cpu, group: -1, CloseOnExec);
        error = file < 0 ? Marshal.GetLastPInvokeError() : 0;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>What a counter stands at; null where the read fails, or gives nothing, as it does for a counter switched off.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public static ulong? TryRead(SafeFileHandle file)
    {
        // Not through RandomAccess: these files have no positions, and it refuses such.
        ulong count;
        return Read(file, &count, sizeof(ulong)) == sizeof(ulong) ? count : null;
    }

    /// <summary>The system call's number; null on a processor that we have not looked up.</summary>
    private static nint? Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 => 241,
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, ulong* attributes, nint process, nint cpu, nint group, nint flags);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, ulong* count, nint length);
}
