using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>The system calls of a non-blocking TCP client on Linux. Results are as the C library gives them: below zero for an error, whose number <see cref="Error"/> has.</summary>
internal static unsafe partial class LinuxSocket
{
    public const int InProgress = 115; // EINPROGRESS
    public const int TryAgain = 11; // EAGAIN
    public const int Interrupted = 4; // EINTR
    public const int TooManyFiles = 24; // EMFILE

    private const int Stream = 1; // SOCK_STREAM
    private const int NonBlocking = 0x800; // SOCK_NONBLOCK
    private const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PendingError = 4; // SO_ERROR
    private const int Tcp = 6; // IPPROTO_TCP
    private const int NoDelay = 1; // TCP_NODELAY

    /// <summary>Number of the last call's error.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

    /// <summary>A socket that has begun to connect.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="error">Number of the error; 0 when it is connected, <see cref="InProgress"/> while it is being.</param>
    /// <returns>The descriptor; below zero when there is none.</returns>
    public static int Connect(IPEndPoint address, out int error)
    {
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? 10 : 2;
        var descriptor = OpenSocket(family, Stream | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
        {
            error = Error;
            return descriptor;
        }

        var one = 1;
        _ = SetOption(descriptor, Tcp, NoDelay, &one, sizeof(int));
        var native = address.Serialize(); // has the layout of the system's own sockaddr
        fixed (byte* bytes = native.Buffer.Span)
            error = Connect(descriptor, bytes, (uint)native.Size) == 0 ? 0 : Error;
        if (error is 0 or InProgress)
            return descriptor;
        _ = Close(descriptor);
        return -1;
    }

    /// <summary>How connecting ended; 0 for well.</summary>
    public static int ConnectError(int descriptor)
    {
        var error = 0;
        var size = (uint)sizeof(int);
        return GetOption(descriptor, SocketLevel, PendingError, &error, &size) == 0 ? error : Error;
    }

    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return (int)Send(descriptor, first, (nuint)bytes.Length, NoSignal);
    }

    public static int Receive(int descriptor, byte* buffer, int length) => (int)Receive(descriptor, buffer, (nuint)length, 0);

    /// <summary>The system's words for an error.</summary>
    public static string Words(int error) => Marshal.GetPInvokeErrorMessage(error)
        + (error == TooManyFiles ? " (raise the limit with ulimit -n)" : "");

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int descriptor, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int descriptor, int level, int name, void* value, uint* length);
}
