using System.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Metrology;

namespace Joulemark.Metering.Nvml;

/// <summary>Asks a board what it can tell.</summary>
internal static class NvmlBoardProbe
{
    /// <summary>A module that holds more than its GPU draws clearly more than it; noise and rounding do not.</summary>
    private const double ClearlyMore = 1.1;

    /// <summary>A driver that our first call loaded has counted nothing yet, and counts within some updates.</summary>
    private static readonly TimeSpan FirstCount = TimeSpan.FromSeconds(3 * NvmlSensor.CounterUpdateSeconds);

    public static NvmlCapabilities Ask(NvmlDevice device, string? driverVersion)
    {
        var name = device.ReadName();
        var architecture = (NvmlArchitecture?)device.ReadArchitecture();
        var instant = NvmlScopedPower.Ask(device, NvmlFieldId.PowerInstant);
        var average = NvmlScopedPower.Ask(device, NvmlFieldId.PowerAverage);
        var counter = FindCounter(device);
        var module = FindModule(name, instant, average);
        var power = FindPower(device, instant, average, module);
        var mig = device.ReadMig() is true;
        return new NvmlCapabilities
        {
            Name = name,
            Uuid = device.ReadUuid(),
            PciAddress = device.ReadPciAddress(),
            VbiosVersion = device.ReadVbiosVersion(),
            DriverVersion = driverVersion,
            Architecture = architecture,
            MigEnabled = mig,
            Persistence = device.ReadPersistence(),
            Ecc = device.ReadEcc(),
            Counter = counter,
            Power = power,
            Average = FindAverage(device, name, architecture, power, average, module),
            MemoryPower = ByScope(NvmlScope.Memory, instant.Memory, average.Memory),
            ModulePower = ByScope(NvmlScope.Module, instant.Module, average.Module),
            Module = module,
            MaxPower = device.ReadHighestPowerLimit() is > 0 and var limit ? new Power(limit / 1e3) : null,
            MaxModulePower = device.ReadField(NvmlFieldId.HighestPowerLimit, NvmlScope.Module) is > 0 and var most ? new Power(most / 1e3) : null,
            Indicators = [.. NvmlIndicator.All.Where(i => !(mig && i.OfWholeBoardsOnly) && i.Query.Ask(device) is not null)],
        };
    }

    /// <summary>The counter by its function, else by its field; null when neither ever counts.</summary>
    private static NvmlQuery? FindCounter(NvmlDevice device)
    {
        NvmlQuery[] ways =
        [
            new() { Function = static d => d.ReadEnergy(), PerUnit = 1e3, ZeroIsBlank = true },
            new() { Field = NvmlFieldId.TotalEnergy, PerUnit = 1e3, ZeroIsBlank = true },
        ];
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var late = Stopwatch.GetElapsedTime(start) > FirstCount;
            if (Array.Find(ways, w => w.Ask(device) is not null) is { } found)
                return found;
            if (late || !Array.Exists(ways, w => w.AskRaw(device) == 0))
                return null;
            Thread.Sleep(10);
        }
    }

    private static NvmlModule FindModule(string? name, NvmlScopedPower instant, NvmlScopedPower average)
    {
        if (name?.Contains("GH200", StringComparison.Ordinal) is true)
            return NvmlModule.OfThisGpu;
        var named = name is not null && (name.Contains("GB200", StringComparison.Ordinal) || name.Contains("GB300", StringComparison.Ordinal));
        return named || HoldsMore(instant) || HoldsMore(average) ? NvmlModule.Unclear : NvmlModule.None;
    }

    /// <summary>True when the module draws clearly more than its GPU, or answers where the GPU does not.</summary>
    private static bool HoldsMore(NvmlScopedPower power) => power.Module > ClearlyMore * (power.Gpu ?? 0);

    private static NvmlPower? FindPower(NvmlDevice device, NvmlScopedPower instant, NvmlScopedPower average, NvmlModule module)
    {
        var usage = new NvmlPower(NvmlPowerReading.PowerUsage);
        if (module == NvmlModule.None)
        {
            return instant.Gpu is not null ? new NvmlPower(NvmlPowerReading.InstantField)
                : usage.Query.Ask(device) is not null ? usage
                : average.Gpu is not null ? new NvmlPower(NvmlPowerReading.AverageField)
                : null;
        }

        // On a superchip only a power that says of itself that it is the GPU's is taken for the GPU's.
        return instant is { Gpu: not null, SameForAll: false } ? new NvmlPower(NvmlPowerReading.InstantField)
            : average is { Gpu: not null, SameForAll: false } ? new NvmlPower(NvmlPowerReading.AverageField)
            : null;
    }

    /// <summary>An average that is worth keeping beside the power: the same board, and a longer mean.</summary>
    private static NvmlPower? FindAverage(
        NvmlDevice device, string? name, NvmlArchitecture? architecture, NvmlPower? power, NvmlScopedPower average, NvmlModule module)
    {
        var field = new NvmlPower(NvmlPowerReading.AverageField);
        var usage = new NvmlPower(NvmlPowerReading.PowerUsage);
        if (power is not { Reading: NvmlPowerReading.InstantField } || field.Sensor(architecture, name).AveragingSeconds is not >= 1)
            return null;
        return average.Gpu is not null && (module == NvmlModule.None || !average.SameForAll) ? field
            : module == NvmlModule.None && usage.Query.Ask(device) is not null ? usage
            : null;
    }

    private static NvmlPower? ByScope(NvmlScope scope, double? instant, double? average) =>
        instant is not null ? new NvmlPower(NvmlPowerReading.InstantField, scope)
        : average is not null ? new NvmlPower(NvmlPowerReading.AverageField, scope)
        : null;
}
