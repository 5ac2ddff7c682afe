using System.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>CPU time of machine, system under test and ourselves between two moments.</summary>
internal sealed class CpuMeter
{
    private readonly HostPaths _paths;
    private readonly ProcessTree? _tree;
    private readonly int _logicalCpus;
    private readonly double? _machine;
    private readonly TimeSpan? _server;
    private readonly TimeSpan _harness;
    private readonly long _began = Stopwatch.GetTimestamp();

    private CpuMeter(HostPaths paths, SystemUnderTest underTest)
    {
        _paths = paths;
        _logicalCpus = CpuInfo.Read(paths).LogicalCpus;
        _tree = underTest.RootProcess is { } root ? underTest.Tree(paths, root) : null;
        (_machine, _server, _harness) = Read();
    }

    public static CpuMeter Start(HostPaths paths, SystemUnderTest underTest) => new(paths, underTest);

    /// <summary>What was used since the start; null where the machine does not say.</summary>
    public CpuShares? Stop()
    {
        var (machine, server, harness) = Read();
        return machine - _machine is not { } used ? null : new CpuShares
        {
            LogicalCpus = _logicalCpus,
            SpanSeconds = Stopwatch.GetElapsedTime(_began).TotalSeconds,
            MachineSeconds = used,
            SystemUnderTestSeconds = (server - _server)?.TotalSeconds,
            HarnessSeconds = (harness - _harness).TotalSeconds,
        };
    }

    private (double? Machine, TimeSpan? Server, TimeSpan Harness) Read() =>
        (CpuInfo.BusySeconds(_paths), _tree?.Read().Cpu, Environment.CpuUsage.TotalTime);
}
