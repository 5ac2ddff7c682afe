using Joulemark.Metrology;

namespace Joulemark.Machines.Linux;

/// <summary>How much of the machine's CPUs others use, over a moment.</summary>
internal sealed class BackgroundCpu
{
    private readonly HostPaths _paths;
    private readonly MonotonicClock _clock;
    private readonly List<ProcessTree> _servers;
    private readonly Timestamp _began;
    private readonly (double Busy, TimeSpan Ours)? _before;

    /// <summary>Begins to look.</summary>
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="servers">Roots of process trees that are not others.</param>
    public BackgroundCpu(HostPaths paths, MonotonicClock clock, IEnumerable<int> servers)
    {
        (_paths, _clock) = (paths, clock);
        _servers = [.. servers.Select(s => new ProcessTree(paths.Procfs, s))];
        _before = Read();
        _began = clock.Now;
    }

    /// <summary>The share since then, from 0 to 1; null where the machine does not say.</summary>
    public double? Share
    {
        get
        {
            var span = (_clock.Now - _began).TotalSeconds;
            if (Read() is not { } now || _before is not { } before || span <= 0)
                return null;
            var others = now.Busy - before.Busy - (now.Ours - before.Ours).TotalSeconds;
            return Math.Clamp(others / (span * CpuInfo.Read(_paths).LogicalCpus), 0, 1);
        }
    }

    private (double Busy, TimeSpan Ours)? Read() =>
        CpuInfo.BusySeconds(_paths) is { } busy ? (busy, _servers.Aggregate(Environment.CpuUsage.TotalTime, (sum, s) => sum + s.Read().Cpu)) : null;
}
