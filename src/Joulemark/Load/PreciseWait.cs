using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;

namespace Joulemark.Load;

/// <summary>Sleeps for a time given to the nanosecond, and can be woken: by <c>ppoll</c> on an eventfd on Linux, by the framework's event elsewhere.</summary>
internal sealed partial class PreciseWait : IDisposable
{
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int CloseOnExec = 0x80000; // EFD_CLOEXEC
    private const short Readable = 1; // POLLIN
    private readonly int _event = -1;
    private readonly ManualResetEventSlim? _portable;

    public PreciseWait()
    {
        if (OperatingSystem.IsLinux())
            _event = Eventfd(0, NonBlocking | CloseOnExec);
        if (_event < 0)
            _portable = new ManualResetEventSlim(initialState: false, spinCount: 0);
    }

    /// <summary>Ends the wait, or the next one.</summary>
    public unsafe void Wake()
    {
        if (_portable is not null)
        {
            _portable.Set();
            return;
        }

        ulong one = 1;
        _ = Write(_event, &one, sizeof(ulong));
    }

    /// <summary>Waits; null waits until woken.</summary>
    public unsafe void Wait(TimeSpan? time)
    {
        if (_portable is not null)
        {
            _portable.Wait(time ?? Timeout.InfiniteTimeSpan);
            _portable.Reset();
            return;
        }

        var poll = new PollDescriptor { Descriptor = _event, Events = Readable };
        var span = new Timespec { Seconds = (nint)((time?.Ticks ?? 0) / TimeSpan.TicksPerSecond), Nanoseconds = (nint)((time?.Ticks ?? 0) % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick) };
        _ = Ppoll(&poll, 1, time is null ? null : &span, 0);
        ulong count;
        _ = Read(_event, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        _portable?.Dispose();
        if (_event >= 0)
            _ = Close(_event);
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int Eventfd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static unsafe partial int Ppoll(PollDescriptor* descriptors, nuint count, Timespec* timeout, nint signals);

    [LibraryImport("libc", EntryPoint = "read")]
    private static unsafe partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    /// <summary>The kernel's <c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
