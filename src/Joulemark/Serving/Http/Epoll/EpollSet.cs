using System.Runtime.InteropServices;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>The kernel's epoll: which of many descriptors have something, and a way to be woken from another thread.</summary>
internal sealed unsafe partial class EpollSet : IDisposable
{
    public const uint Readable = 0x1; // EPOLLIN
    public const uint Writable = 0x4; // EPOLLOUT

    /// <summary>Key of the event that <see cref="Wake"/> causes.</summary>
    public const ulong Woken = ulong.MaxValue;

    private const int MostEvents = 512;
    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK

    // struct epoll_event is packed on x86 and not elsewhere.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int EventSize = IsPacked ? 12 : 16;
    private static readonly int KeyOffset = IsPacked ? 4 : 8;

    private readonly int _epoll;
    private readonly int _event;
    private readonly byte* _events;

    public EpollSet()
    {
        _epoll = Create(CloseOnExec);
        _event = CreateEvent(0, NonBlocking | CloseOnExec);
        if (_epoll < 0 || _event < 0)
            throw new IOException($"epoll is not to be had: {LinuxSocket.Words(LinuxSocket.Error)}");
        _events = (byte*)NativeMemory.Alloc((nuint)(MostEvents * EventSize));
        Change(Operation.Add, _event, Readable, Woken);
    }

    private enum Operation
    {
        Add = 1,
        Delete = 2,
        Modify = 3,
    }

    public void Add(int descriptor, uint interest, ulong key) => Change(Operation.Add, descriptor, interest, key);

    public void Modify(int descriptor, uint interest, ulong key) => Change(Operation.Modify, descriptor, interest, key);

    /// <summary>Waits until something has happened.</summary>
    /// <param name="milliseconds">Longest to wait; below zero for ever.</param>
    /// <returns>How many events there are.</returns>
    public int Wait(int milliseconds) => Math.Max(0, Wait(_epoll, _events, MostEvents, milliseconds));

    /// <summary>One of the events of the last wait.</summary>
    public (uint Events, ulong Key) this[int index]
    {
        get
        {
            var at = _events + (index * EventSize);
            return (*(uint*)at, *(ulong*)(at + KeyOffset));
        }
    }

    /// <summary>Ends the wait, or the next one.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Write(_event, &one, sizeof(ulong));
    }

    /// <summary>Takes the event of <see cref="Wake"/>.</summary>
    public void TakeWake()
    {
        ulong count;
        _ = Read(_event, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = LinuxSocket.Close(_epoll);
        _ = LinuxSocket.Close(_event);
        NativeMemory.Free(_events);
    }

    private void Change(Operation operation, int descriptor, uint interest, ulong key)
    {
        var change = stackalloc byte[16];
        *(uint*)change = interest;
        *(ulong*)(change + KeyOffset) = key;
        if (Control(_epoll, (int)operation, descriptor, change) < 0)
            throw new IOException($"epoll refuses a descriptor: {LinuxSocket.Words(LinuxSocket.Error)}");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, void* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* buffer, nuint length);
}
