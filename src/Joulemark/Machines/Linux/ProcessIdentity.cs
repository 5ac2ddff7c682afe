using System.Globalization;
using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>A process as nothing else can be taken for it: its number, and when it started, since numbers come again.</summary>
/// <param name="Pid">Its number in our own view of processes.</param>
/// <param name="Start">When it started, in ticks since boot (proc(5), field 22).</param>
internal sealed partial record ProcessIdentity(int Pid, ulong Start)
{
    private const int Kill = 9; // SIGKILL
    private const int Terminate = 15; // SIGTERM

    /// <summary>This process.</summary>
    public static ProcessIdentity? Own => Of(Environment.ProcessId);

    /// <summary>The boot and the view of processes in which numbers mean what they mean here; another is another machine's, or another container's.</summary>
    public static string Place { get; } = $"{SysfsText.Read("/proc/sys/kernel/random/boot_id")} {Namespace}";

    /// <summary>The view of processes alone; empty where the kernel does not tell.</summary>
    public static string Namespace => field ??= ReadNamespace();

    /// <summary>True while it runs; one that has ended and that nobody has waited for is gone.</summary>
    public bool IsAlive => Read(Pid) is { State: not ('Z' or 'X') } now && now.Start == Start;

    /// <summary>The process of a number; null where there is none.</summary>
    public static ProcessIdentity? Of(int pid) => Read(pid) is { } stat ? new ProcessIdentity(pid, stat.Start) : null;

    /// <summary>Asks it to end.</summary>
    public void SendTerminate() => Send(Terminate);

    /// <summary>Ends it.</summary>
    public void SendKill() => Send(Kill);

    /// <summary>All that it has started and that lives, and all of theirs.</summary>
    public IEnumerable<ProcessIdentity> Descendants() =>
        ProcessChildren.Of("/proc", Pid).Select(Of).OfType<ProcessIdentity>().Where(c => c.IsAlive).SelectMany(c => c.Descendants().Append(c));

    private void Send(int signal)
    {
        if (OperatingSystem.IsLinux() && IsAlive)
            _ = SendSignal(Pid, signal);
    }

    private static string ReadNamespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static (char State, ulong Start)? Read(int pid)
    {
        try
        {
            // The name is in brackets and may hold any: the fields start after the last.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], ulong.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
