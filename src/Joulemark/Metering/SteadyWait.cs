using System.Diagnostics;
using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;

namespace Joulemark.Metering;

/// <summary>
/// Waits until an absolute moment within some tens of microseconds. An event's own time-out is rounded to milliseconds,
/// which at 100 readings a second would be a jitter of a tenth; the last stretch is therefore slept by the kernel's timer.
/// </summary>
internal static partial class SteadyWait
{
    private static readonly TimeSpan LastStretch = TimeSpan.FromMilliseconds(2);

    /// <summary>A wait no longer than this is slept in one go: waking twice would cost more than a caller who is kept so long.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(15);

    /// <summary>Waits until a moment of <see cref="Stopwatch"/>, or until the event is set.</summary>
    public static void Until(long moment, ManualResetEventSlim wake)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
        if (left > Nap && wake.Wait(left - LastStretch))
            return;
        left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
        if (left > TimeSpan.Zero && !wake.IsSet)
            Sleep(left);
    }

    private static void Sleep(TimeSpan duration)
    {
        if (OperatingSystem.IsLinux())
        {
            var request = new Timespec { Seconds = (nint)duration.TotalSeconds, Nanoseconds = (nint)(duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick) };
            _ = NanoSleep(in request, 0); // woken early by a signal: the caller looks at the clock again
        }
        else
        {
            Thread.Sleep(duration);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Timespec request, nint remaining);
}
