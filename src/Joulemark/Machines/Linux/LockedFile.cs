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
    private const int NonBlocking = 0x800; // a pipe in the file's place must not hang us
    private const int CloseOnExec = 0x80000; // no child holds the lock on
    private const int Exclusive = 2;
    private const int WithoutWaiting = 4;
    private const uint OwnerMayWrite = 0x180; // 0600
    private const uint EveryoneMayWrite = 0x1B6; // 0666
    private const int WouldBlock = 11;
    private const int MostBytes = 1 << 20;
    private readonly SafeFileHandle _handle;

    private LockedFile(SafeFileHandle handle, bool canWrite) => (_handle, CanWrite) = (handle, canWrite);

    /// <summary>False where the file is another user's, so that it can be locked and not written.</summary>
    public bool CanWrite { get; }

    /// <summary>What the file says.</summary>
    public string Text => ReadText(_handle);

    /// <summary>Locks a file, without waiting.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">True to make it where it is not there; else one that is not there is a failure.</param>
    /// <param name="forEveryone">True to let every user write one that is made.</param>
    /// <param name="failure">Why it could not even be tried; null where somebody else holds the lock.</param>
    /// <returns>The locked file; null where it was not locked.</returns>
    public static LockedFile? TryLock(string path, bool create, bool forEveryone, out IOException? failure)
    {
        failure = null;
        if (!OperatingSystem.IsLinux())
        {
            failure = new IOException("file locks are used on Linux only");
            return null;
        }

        if (TryOpen(path, create, forEveryone, out var canWrite, out failure) is not { } handle)
            return null;
        if (Lock((int)handle.DangerousGetHandle(), Exclusive | WithoutWaiting) == 0)
            return new LockedFile(handle, canWrite);
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        failure = error == WouldBlock ? null : Failure(error);
        return null;
    }

    /// <summary>What a file says, locked or not; null where it cannot be read.</summary>
    public static string? ReadText(string path)
    {
        using var handle = TryOpen(path, create: false, forEveryone: false, out _, out _);
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

    private static SafeFileHandle? TryOpen(string path, bool create, bool forEveryone, out bool canWrite, out IOException? failure)
    {
        // An existing file is opened without the wish to create it: in a sticky directory the kernel refuses even root to
        // open another user's file with it (fs.protected_regular).
        const int Always = CloseOnExec | NonBlocking;
        canWrite = true;
        var file = Open(path, ReadWrite | Always, 0);
        if (file < 0 && create && Marshal.GetLastPInvokeError() == 2)
        {
            file = Open(path, ReadWrite | Always | Create, OwnerMayWrite);
            if (file >= 0 && forEveryone)
                _ = SetMode(file, EveryoneMayWrite); // whatever the mask: another user's run writes its own name into it
        }

        if (file < 0 && Marshal.GetLastPInvokeError() is Errno.AccessDenied or Errno.NotPermitted or Errno.ReadOnlyFileSystem)
        {
            canWrite = false;
            file = Open(path, ReadOnly | Always, 0);
        }

        failure = file < 0 ? Failure(Marshal.GetLastPInvokeError()) : null;
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

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
