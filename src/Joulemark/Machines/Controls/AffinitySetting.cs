using System.Globalization;
using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Controls;

/// <summary>The CPUs that a process may run on: with all that come from it, or alone.</summary>
/// <param name="control">The control.</param>
/// <param name="label">Whose they are.</param>
/// <param name="procfs">The procfs tree in which the process is listed.</param>
/// <param name="process">The process.</param>
/// <param name="start">When it started: a later one of its number is another.</param>
/// <param name="withDescendants">False for the process alone.</param>
internal sealed class AffinitySetting(string control, string label, string procfs, int process, long? start, bool withDescendants) : ISetting
{
    private const char Between = ';'; // threads that differ
    private const string Prefix = "process ";

    public string Control => control;

    public string Target => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{process} {start ?? 0}");

    public string Label => label;

    /// <summary>True for a target that is a process by its number.</summary>
    public static bool IsOfProcess(string target) => target.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The setting that a lease is of; null for what is none.</summary>
    public static AffinitySetting? Of(string control, string procfs, string target, bool withDescendants) =>
        target.Split(' ') is ["process", var pid, var ticks] && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new AffinitySetting(control, target, procfs, process, start, withDescendants) : null;

    public SettingReading Read()
    {
        if (LeaseOwner.StartOf(procfs, process) is not { } now || now != start)
            return new SettingReading(null, "the process is gone", IsGone: true);
        var masks = Processes().SelectMany(p => CpuAffinity.Threads(procfs, p)).Select(CpuAffinity.Of).OfType<IReadOnlyList<int>>().Select(CpuList.Format).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return masks.Count == 0 ? SettingReading.Unknown("its threads cannot be asked") : new SettingReading(string.Join(Between, masks));
    }

    public string? Problem(string value)
    {
        if (Read().Value?.Contains(Between, StringComparison.Ordinal) == true)
            return "its threads have CPUs of their own, which could not be given back: start it with taskset instead";
        var online = CpuList.Parse(SysfsText.Read("/sys/devices/system/cpu/online"));
        return online.Count == 0 || CpuList.Parse(value).All(online.Contains) ? null : $"this machine has CPUs {CpuList.Format(online)}";
    }

    public SettingWrite Write(string value) => CpuAffinity.Set(procfs, Processes, CpuList.Parse(value)) switch
    {
        0 => SettingWrite.Done,
        Errno.NotPermitted or Errno.AccessDenied => SettingWrite.Refused("it is another user's process"),
        var error => SettingWrite.Failed($"sched_setaffinity gives {Errno.Name(error)}"),
    };

    public string Command(string value) => string.Create(CultureInfo.InvariantCulture, $"sudo taskset --all-tasks --cpu-list --pid {value} {process}");

    private IEnumerable<int> Processes() => withDescendants ? ProcessDescendants.Of(procfs, process) : [process];
}
