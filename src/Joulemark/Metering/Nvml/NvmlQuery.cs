using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>How one value of a board is asked for: by a function of its own, or by a field, which many share one call for.</summary>
internal sealed record NvmlQuery
{
    /// <summary>The function; null for a field.</summary>
    public Func<NvmlDevice, double?>? Function { get; init; }

    public NvmlFieldId Field { get; init; }

    public NvmlScope Scope { get; init; }

    /// <summary>How many of the driver's units make one of ours, e.g. 1000 for mW and W.</summary>
    public double PerUnit { get; init; } = 1;

    /// <summary>True where 0 is a driver that has nothing to say: a board whose driver answers draws some power.</summary>
    public bool ZeroIsBlank { get; init; }

    /// <summary>Asks for this value alone.</summary>
    public double? Ask(NvmlDevice device) => Convert(AskRaw(device));

    /// <summary>Asks for this value alone, in the driver's unit, 0 left as it is.</summary>
    public double? AskRaw(NvmlDevice device) => Function is null ? device.ReadField(Field, Scope) : Function(device);

    /// <summary>The driver's value in our unit; null where there is none.</summary>
    public double? Convert(double? raw) => raw == 0 && ZeroIsBlank ? null : raw / PerUnit;
}
