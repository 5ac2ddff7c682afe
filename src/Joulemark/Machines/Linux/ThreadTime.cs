using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>CPU time of the calling thread.</summary>
internal static partial class ThreadTime
{
    private const int ThreadCpu = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>What it has used since it began; zero where the system does not say.</summary>
    public static TimeSpan Read() => OperatingSystem.IsLinux() && GetTime(ThreadCpu, out var time) == 0
        ? TimeSpan.FromSeconds((long)time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000) : TimeSpan.Zero;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);
}
