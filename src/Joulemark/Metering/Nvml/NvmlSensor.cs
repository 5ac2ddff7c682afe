using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>
/// How a power sensor behaves. Found by Yang et al. (arXiv:2312.02741) up to Hopper, and stated by NVML's documentation for
/// averages; null where neither says.
/// </summary>
/// <param name="AveragingSeconds">What a reading is the mean of.</param>
/// <param name="UpdateSeconds">How often it changes.</param>
internal sealed record NvmlSensor(double? AveragingSeconds, double? UpdateSeconds)
{
    /// <summary>Energy counters move every 20 to 100 ms; the longest is taken.</summary>
    public const double CounterUpdateSeconds = 0.1;

    /// <summary>Boards on the GA100 chip, which behaves unlike its architecture and has no number of its own.</summary>
    private static readonly string[] Ga100 = ["A100", "A100X", "A800", "A30", "A30X", "170HX"];

    /// <summary>The sensor behind a power.</summary>
    public static NvmlSensor Of(NvmlArchitecture? architecture, string? name, NvmlPowerReading reading) =>
        (architecture, reading) switch
        {
            (NvmlArchitecture.Pascal or NvmlArchitecture.Volta, _) => new NvmlSensor(0.01, 0.02),
            (NvmlArchitecture.Turing, _) => new NvmlSensor(0.1, 0.1),
            (NvmlArchitecture.Ampere, _) when name is null => new NvmlSensor(null, 0.1),
            (NvmlArchitecture.Ampere, _) when IsGa100(name!) => new NvmlSensor(0.025, 0.1),
            (NvmlArchitecture.Ampere or NvmlArchitecture.Ada, NvmlPowerReading.InstantField) => new NvmlSensor(0.1, 0.1),
            (NvmlArchitecture.Hopper, NvmlPowerReading.InstantField) => new NvmlSensor(0.025, 0.1),
            (NvmlArchitecture.Ampere or NvmlArchitecture.Ada or NvmlArchitecture.Hopper, _) => new NvmlSensor(1, 0.1),
            ( >= NvmlArchitecture.Blackwell, not NvmlPowerReading.InstantField) => new NvmlSensor(1, null),
            _ => new NvmlSensor(null, null),
        };

    private static bool IsGa100(string name) => name.Split(' ', '-').Intersect(Ga100, StringComparer.Ordinal).Any();
}
