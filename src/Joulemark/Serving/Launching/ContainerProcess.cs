using System.Globalization;
using System.Text.RegularExpressions;
using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>
/// The process of a container by the number that its engine gives. An engine on another machine, in a virtual machine or in
/// another view of processes gives numbers that mean others here, so that each is held against what is known of the container.
/// </summary>
internal static partial class ContainerProcess
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed at 100 in the kernel's interface on Linux

    /// <summary>An engine writes the time down once its runtime is back from starting the process.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>The container's root process here; null where there is none that is certain.</summary>
    public static int? Find(HostPaths paths, ContainerState state)
    {
        if (state.Pid is not { } pid || ProcessAccount.Read(paths.Procfs, pid) is not { } account)
            return null;
        var ids = ProcessUnit.Paths(paths.Procfs, pid).SelectMany(p => IdPattern().Matches(p)).Select(m => m.Value).ToList();
        if (ids.Count > 0 && state.Id is { } id)
            return ids.Contains(id, StringComparer.Ordinal) ? pid : null;
        return state.StartedAt is { } started && BootTime(paths.Procfs) is { } boot && (boot + TimeSpan.FromSeconds(account.StartTime / TicksPerSecond) - started).Duration() <= Tolerance ? pid : null;
    }

    private static DateTimeOffset? BootTime(string procfs) =>
        SysfsText.Read(procfs, "stat")?.Split('\n').FirstOrDefault(l => l.StartsWith("btime ", StringComparison.Ordinal)) is { } line
        && long.TryParse(line.AsSpan("btime ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.None, 1000)]
    private static partial Regex IdPattern();
}
