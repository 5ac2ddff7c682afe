using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>One kind of power by scope, as far as the answers can be what they claim to be.</summary>
/// <param name="Gpu">The board's, mW; null where not given.</param>
/// <param name="Module">The module's, mW; null where not given, or less than its GPU's.</param>
/// <param name="Memory">The memory's, mW; null where not given, or more than the board's.</param>
/// <param name="SameForAll">True when every scope gave the board's value: a driver that knows no scopes and ignores them.</param>
internal sealed record NvmlScopedPower(double? Gpu, double? Module, double? Memory, bool SameForAll)
{
    private const int MostTries = 5;

    /// <summary>Asks for all scopes at once.</summary>
    public static NvmlScopedPower Ask(NvmlDevice device, NvmlFieldId field)
    {
        for (var i = 0; i < MostTries; i++)
        {
            // The board's comes first and last: where both agree, the sensor did not move in between, and then a scope
            // with the very same milliwatts was not looked at.
            Span<NvmlFieldValue> values =
            [
                new() { Field = field, Scope = NvmlScope.Gpu },
                new() { Field = field, Scope = NvmlScope.Module },
                new() { Field = field, Scope = NvmlScope.Memory },
                new() { Field = field, Scope = NvmlScope.Gpu },
            ];
            if (!device.ReadFields(values))
                break;
            var (gpu, module, memory) = (Power(values[0]), Power(values[1]), Power(values[2]));
            if (gpu != Power(values[3]))
                continue;
            if (gpu is not null && (module == gpu || memory == gpu))
                return new NvmlScopedPower(gpu, null, null, SameForAll: true);
            return new NvmlScopedPower(gpu, module < gpu ? null : module, memory > gpu ? null : memory, SameForAll: false);
        }

        return new NvmlScopedPower(new NvmlQuery { Field = field, ZeroIsBlank = true }.Ask(device), null, null, SameForAll: false);
    }

    private static double? Power(in NvmlFieldValue value) => value.Number is > 0 and var power ? power : null;
}
