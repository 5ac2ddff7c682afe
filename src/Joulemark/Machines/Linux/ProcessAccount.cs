using System.Globalization;
using System.Text;

namespace Joulemark.Machines.Linux;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
/// <param name="Name">What it is called, at most 15 characters.</param>
/// <param name="State">Its state's letter: <c>Z</c> has ended and was not waited for.</param>
/// <param name="Parent">Its parent.</param>
/// <param name="Group">Its process group: a shell's job, say.</param>
/// <param name="Cpu">CPU time of its own.</param>
/// <param name="WaitedFor">CPU time of the children that it has waited for, and of theirs.</param>
/// <param name="StartTime">When it started, in ticks since boot: with the number the identity of a process.</param>
/// <param name="ResidentPages">Pages of memory.</param>
internal readonly record struct ProcessAccount(
    string Name, char State, int Parent, int Group, TimeSpan Cpu, TimeSpan WaitedFor, ulong StartTime, long ResidentPages)
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed at 100 in the kernel's interface on Linux
    private const int Longest = 1024; // 52 numbers and a name

    /// <summary>Reads it; null when there is no such process, or it may not be seen.</summary>
    public static ProcessAccount? Read(string procfs, int pid)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"{procfs}/{pid}/stat"));
            return Parse(bytes[..RandomAccess.Read(file, bytes, 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ProcessAccount? Parse(ReadOnlySpan<byte> text)
    {
        // The name is in brackets and may hold blanks and brackets: fields start after the last one.
        var (open, close) = (text.IndexOf((byte)'('), text.LastIndexOf((byte)')'));
        if (open < 0 || close < open || close + 2 >= text.Length)
            return null;
        Span<long> fields = stackalloc long[22];
        var state = (char)text[close + 2];
        var rest = text[(close + 3)..];
        for (var i = 1; i < fields.Length; i++)
        {
            rest = rest.TrimStart((byte)' ');
            if (!System.Buffers.Text.Utf8Parser.TryParse(rest, out long value, out var length))
                return null;
            fields[i] = value;
            rest = rest[length..];
        }

        return new ProcessAccount(
            Encoding.UTF8.GetString(text[(open + 1)..close]), state, (int)fields[1], (int)fields[2],
            Ticks(fields[11] + fields[12]), Ticks(fields[13] + fields[14]), (ulong)fields[19], fields[21]);
    }

    private static TimeSpan Ticks(long ticks) => TimeSpan.FromSeconds(ticks / TicksPerSecond);
}
