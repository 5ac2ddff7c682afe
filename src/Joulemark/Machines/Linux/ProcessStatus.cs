namespace Joulemark.Machines.Linux;

/// <summary>Lines of <c>/proc/PID/status</c>.</summary>
internal static class ProcessStatus
{
    /// <summary>What a line says; null where there is no such line, or no such process.</summary>
    public static string? Line(string procfs, string process, string name) =>
        SysfsText.Read(procfs, process, "status") is { } status && Array.Find(status.Split('\n'), l => l.StartsWith(name + ":", StringComparison.Ordinal)) is { } line
            ? line[(name.Length + 1)..].Trim() : null;
}
