using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>How long the machine has been suspended since it started: CLOCK_BOOTTIME − CLOCK_MONOTONIC.</summary>
internal static partial class SleptTime
{
    private const int Monotonic = 1;
    private const int BootTime = 7;

    /// <summary>The time slept; zero where the system does not say.</summary>
    public static TimeSpan Read()
    {
        if (!OperatingSystem.IsLinux())
            return TimeSpan.Zero;
        return GetTime(BootTime, out var boot) == 0 && GetTime(Monotonic, out var awake) == 0
            ? TimeSpan.FromSeconds((long)(boot.Seconds - awake.Seconds)) + TimeSpan.FromMicroseconds((boot.Nanoseconds - awake.Nanoseconds) / 1000)
            : TimeSpan.Zero;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);
}
