using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>What this process may do with a file, asked without doing it (access(2)).</summary>
internal static partial class FileAccessRight
{
    private const int Write = 2; // W_OK

    /// <summary>True where something may be made in a directory.</summary>
    /// <param name="directory">It, which must be there.</param>
    /// <param name="reason">Why not; empty where it may.</param>
    public static bool MayWrite(string directory, out string reason)
    {
        reason = "";
        if (!Directory.Exists(directory))
            reason = $"{directory} is not a directory";
        else if (OperatingSystem.IsLinux() && Access(directory, Write) != 0)
            reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        return reason.Length == 0;
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
