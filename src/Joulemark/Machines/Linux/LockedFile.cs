using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Joulemark.Machines.Linux;

/// <summary>
/// A file with the kernel's advisory lock on it (flock(2)), which the kernel takes back when the process that holds it is
/// gone, however it went. .NET's own locking is not used: it also locks files that are merely read, and it can be turned
/// off from outside.
/// </summary>
internal sealed partial class LockedFile : IDisposable
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int Exclusively = 0x80;
    private const int NonBlocking = 0x800; // a pipe in the file's place must not hang us
    private const int CloseOnExec = 0x80000; // no child holds the lock on
    private const int Exclusive = 2;
    private const int WithoutWaiting = 4;
    private const int WouldBlock = 11;
    private const int MostBytes = 1 << 20;
    private const int NoSuchFile = 2;
    private const int AlreadyThere = 17;

    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode of a file that its owner writes and every user reads.</summary>
    public const UnixFileMode ForOwnerToWrite = ForOwner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Mode of a file that every user reads and writes, and so can lock.</summary>
    public const UnixFileMode ForEveryone = ForOwner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // A link that somebody lays in a file's place, in a directory where all may write, is not followed. Its number is the processor's.
    private static readonly int NoLinks = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;
    private readonly SafeFileHandle _handle;

    private LockedFile(SafeFileHandle handle, bool canWrite) => (_handle, CanWrite) = (handle, canWrite);

    /// <summary>False where the file is another user's, so that it can be locked and not written.</summary>
    public bool CanWrite { get; }

    /// <summary>What the file says.</summary>
    public string Text => ReadText(_handle);

    /// <summary>Locks a file, without waiting.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">Mode of one that is made where there is none, whatever the mask; null to make none: one that is not there is a failure then.</param>
    /// <param name="failure">Why it could not even be tried; null where somebody else holds the lock.</param>
    /// <returns>The locked file; null where it was not locked.</returns>
    public static LockedFile? TryLock(string path, UnixFileMode? make, out IOException? failure)
    {
        failure = null;
        if (!OperatingSystem.IsLinux())
        {
            failure = new IOException("file locks are used on Linux only");
            return null;
        }

        while (TryOpen(path, make, out var canWrite, out failure) is { } handle)
        {
            if (Lock((int)handle.DangerousGetHandle(), Exclusive | WithoutWaiting) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                handle.Dispose();
                failure = error == WouldBlock ? null : Failure(error);
                return null;
            }

            if (!IsRemoved(handle))
                return new LockedFile(handle, canWrite);
            handle.Dispose(); // between opening and locking: another opens another file under its name
        }

        return null;
    }

    /// <summary>What a file says, locked or not; null where it cannot be read.</summary>
    public static string? ReadText(string path)
    {
        using var handle = TryOpen(path, make: null, out _, out _);
        try
        {
            return handle is null ? null : ReadText(handle);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Replaces what the file says, and has it on the disk before it returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string text)
    {
        RandomAccess.SetLength(_handle, 0);
        RandomAccess.Write(_handle, Encoding.UTF8.GetBytes(text), 0);
        RandomAccess.FlushToDisk(_handle);
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle? TryOpen(string path, UnixFileMode? make, out bool canWrite, out IOException? failure)
    {
        // An existing file is opened without the wish to create it: in a sticky directory the kernel refuses even root to
        // open another user's file with it (fs.protected_regular).
        var always = CloseOnExec | NonBlocking | NoLinks;
        canWrite = true;
        int file;
        do
        {
            file = Open(path, ReadWrite | always, 0);
            if (file >= 0 || make is not { } mode || Marshal.GetLastPInvokeError() != NoSuchFile)
                break;
            file = Open(path, ReadWrite | always | Create | Exclusively, (uint)ForOwner);
            if (file >= 0 && mode != ForOwner)
                _ = SetMode(file, (uint)mode);
        }
        while (file < 0 && Marshal.GetLastPInvokeError() == AlreadyThere); // somebody was quicker

        if (file < 0 && Marshal.GetLastPInvokeError() is Errno.AccessDenied or Errno.NotPermitted or Errno.ReadOnlyFileSystem)
        {
            canWrite = false;
            file = Open(path, ReadOnly | always, 0);
        }

        failure = file < 0 ? Failure(Marshal.GetLastPInvokeError()) : null;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    private static bool IsRemoved(SafeFileHandle handle) =>
        new FileInfo($"/proc/self/fd/{FormattableString.Invariant($"{(int)handle.DangerousGetHandle()}")}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;

    private static string ReadText(SafeFileHandle handle)
    {
        var bytes = new byte[Math.Clamp(RandomAccess.GetLength(handle), 0, MostBytes)];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    private static IOException Failure(int error) => new($"{Marshal.GetPInvokeErrorMessage(error)} ({Errno.Name(error)})", new Win32Exception(error)) { HResult = error };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int file, int operation);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int SetMode(int file, uint mode);
}
