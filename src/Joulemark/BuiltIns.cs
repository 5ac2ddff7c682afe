using Joulemark.Metering;
using Joulemark.Metering.Modelled;

namespace Joulemark;

/// <summary>Every component that comes with Joulemark: one line each. A newcomer's meter, server or data set goes here.</summary>
internal static class BuiltIns
{
    public static IReadOnlyList<string> ServerKinds { get; } = ["reference", "openai"];

    public static IReadOnlyList<string> WorkloadKinds { get; } = ["arithmetic", "prompts", "mt-bench", "gsm8k"];

    public static IReadOnlyList<string> LoadKinds { get; } = ["concurrency"];

    /// <summary>Sources of energy, best first.</summary>
    public static IReadOnlyList<IMeterProvider> MeterProviders { get; } =
    [
        new ModelledMeterProvider(),
    ];
}
