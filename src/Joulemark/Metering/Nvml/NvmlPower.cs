using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>A power that a board gives.</summary>
/// <param name="Reading">Which way it is read.</param>
/// <param name="Scope">What it is the power of.</param>
internal sealed record NvmlPower(NvmlPowerReading Reading, NvmlScope Scope = NvmlScope.Gpu)
{
    /// <summary>How it is asked for, in watts.</summary>
    public NvmlQuery Query => Reading switch
    {
        NvmlPowerReading.PowerUsage => new NvmlQuery { Function = static d => d.ReadPowerUsage(), PerUnit = 1e3, ZeroIsBlank = true },
        NvmlPowerReading.AverageField => ByField(NvmlFieldId.PowerAverage),
        _ => ByField(NvmlFieldId.PowerInstant),
    };

    /// <summary>The sensor behind it. That of a board is known; of its memory and its module, averages only.</summary>
    public NvmlSensor Sensor(NvmlArchitecture? architecture, string? name) => NvmlSensor.Of(architecture, name, Reading) switch
    {
        var known when Scope == NvmlScope.Gpu => known,
        { AveragingSeconds: 1 } average => new NvmlSensor(average.AveragingSeconds, null),
        _ => new NvmlSensor(null, null),
    };

    private NvmlQuery ByField(NvmlFieldId field) => new() { Field = field, Scope = Scope, PerUnit = 1e3, ZeroIsBlank = true };
}
