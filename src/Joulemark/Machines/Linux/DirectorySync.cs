using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>Has a directory's entries on the disk: a file that was renamed or removed stays so after a power cut.</summary>
internal static partial class DirectorySync
{
    private const int CloseOnExec = 0x80000;

    /// <exception cref="IOException">It cannot be done.</exception>
    public static void Flush(string directory)
    {
        var file = Open(directory, CloseOnExec, 0);
        if (file < 0)
            throw new IOException($"'{directory}' cannot be opened: {Errno.Name(Marshal.GetLastPInvokeError())}");
        try
        {
            if (Synchronize(file) != 0)
                throw new IOException($"'{directory}' cannot be written to the disk: {Errno.Name(Marshal.GetLastPInvokeError())}");
        }
        finally
        {
            _ = Close(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
