using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>Our own standard streams as a child inherits them.</summary>
internal static partial class StandardStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Starts a process whose standard output is our standard error: while it is made, ours is that too, and it inherits it at no cost.</summary>
    public static void StartOnStandardError(Process process)
    {
        var saved = OperatingSystem.IsWindows() ? -1 : Duplicate(StandardOutput);
        try
        {
            if (saved >= 0)
                _ = Redirect(StandardError, StandardOutput);
            process.Start();
        }
        finally
        {
            if (saved >= 0)
            {
                _ = Redirect(saved, StandardOutput);
                _ = Close(saved);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int file);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
