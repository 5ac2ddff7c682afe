using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>What the kernel says of its wall clock (adjtimex(2)).</summary>
internal static unsafe partial class SystemClock
{
    private const int Size = 208; // struct timex, 64 bits
    private const int Unsynchronised = 5; // TIME_ERROR

    /// <summary>True where something keeps the clock to the world's; null where the kernel does not say.</summary>
    public static bool? IsSynchronised()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var question = stackalloc byte[Size]; // of zeros: a question, and no change
        new Span<byte>(question, Size).Clear();
        return AdjustTime(question) switch
        {
            < 0 => null,
            Unsynchronised => false,
            _ => true,
        };
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustTime(byte* timex);
}
