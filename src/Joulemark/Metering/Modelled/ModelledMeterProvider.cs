namespace Joulemark.Metering.Modelled;

/// <summary>The last resort: power estimated from utilisation, for machines where nothing can be measured.</summary>
internal sealed class ModelledMeterProvider : IMeterProvider
{
    public string Name => "model";

    public MeterProbe Probe(MeterHost host)
    {
        var model = PowerModel.For(host);
        return new MeterProbe([new MachineModelMeter(host, model), new ProcessModelMeter(host, model)], []);
    }
}
