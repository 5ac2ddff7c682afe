using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Modelled;

/// <summary>
/// Models the share of the system under test's process tree as energy counters: its own CPU time and its own memory, so
/// that a neighbour's load is not charged to it.
/// </summary>
internal sealed class ProcessModelMeter : IMeter
{
    private readonly MeterHost _host;
    private readonly PowerModel _model;
    private ProcessTree? _tree;
    private ProcessTreeUsage _last;
    private Timestamp _lastTime;
    private double _cpuJoules;
    private double _dramJoules;

    public ProcessModelMeter(MeterHost host, PowerModel model)
    {
        _host = host;
        _model = model;
        Channels =
        [
            ModelledChannel.Create("process-cpu", MachinePart.ProcessCpu, model.Basis),
            ModelledChannel.Create("process-dram", MachinePart.ProcessDram, $"resident memory at {PowerModel.DramWattsPerGibibyte:0.###} W/GiB"),
        ];
    }

    public IReadOnlyList<Channel> Channels { get; }

    public void Read(Span<double?> readings)
    {
        readings.Clear();
        if (_host.SystemUnderTest.RootProcess is not { } root)
        {
            _tree = null;
            return;
        }

        var isNew = _tree?.RootProcess != root;
        if (isNew)
            _tree = _host.SystemUnderTest.Tree(_host.Paths, root);

        var usage = _tree!.Read();
        var now = _host.Clock.Now;
        if (usage.Processes == 0 && !_host.SystemUnderTest.IsChildrenOfRoot)
            return; // it is gone: missing, not zero; children yet to come have used nothing

        if (!isNew)
        {
            _cpuJoules += _model.ProcessJoules((usage.Cpu - _last.Cpu).TotalSeconds);
            _dramJoules += PowerModel.DramWatts(_last.ResidentBytes) * (now - _lastTime).TotalSeconds;
        }

        (_last, _lastTime) = (usage, now);
        readings[0] = _cpuJoules;
        readings[1] = _dramJoules;
    }

    public void Dispose()
    {
        // Files are opened for each reading only.
    }
}
