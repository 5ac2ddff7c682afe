using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Modelled;

/// <summary>Models the whole machine's CPU and memory as energy counters, from the time its CPUs were busy.</summary>
internal sealed class MachineModelMeter : IMeter
{
    private readonly MeterHost _host;
    private readonly PowerModel _model;
    private readonly Timestamp _start;
    private readonly double? _busyAtStart;

    public MachineModelMeter(MeterHost host, PowerModel model)
    {
        _host = host;
        _model = model;
        _start = host.Clock.Now;
        _busyAtStart = CpuInfo.BusySeconds(host.Paths);
        Channels =
        [
            ModelledChannel.Create("model-cpu", MachinePart.CpuPackage, model.Basis),
            ModelledChannel.Create("model-dram", MachinePart.Dram, $"{model.MemoryBytes / (double)(1L << 30):0.#} GiB at {PowerModel.DramWattsPerGibibyte:0.###} W/GiB"),
        ];
    }

    public IReadOnlyList<Channel> Channels { get; }

    public void Read(Span<double?> readings)
    {
        var busy = CpuInfo.BusySeconds(_host.Paths);
        var seconds = (_host.Clock.Now - _start).TotalSeconds;
        readings[0] = busy - _busyAtStart is { } used ? _model.MachineJoules(seconds, used) : null;
        readings[1] = _model.MemoryBytes > 0 ? PowerModel.DramWatts(_model.MemoryBytes) * seconds : null;
    }

    public void Dispose()
    {
        // Files are opened for each reading only.
    }
}
