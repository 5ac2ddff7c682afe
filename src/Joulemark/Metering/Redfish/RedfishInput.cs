using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>The power of a chassis: what goes in, and what its supplies put out. The two are never mixed.</summary>
/// <param name="Input">Numbers whose sum goes in.</param>
/// <param name="Origin">Where the BMC takes the input from, for people.</param>
/// <param name="IsSure">False where vendors differ in what they report there.</param>
internal sealed record RedfishInput(IReadOnlyList<RedfishValue> Input, string Origin, bool IsSure)
{
    /// <summary>The best that a chassis offers; null for none.</summary>
    public static RedfishInput? Find(RedfishReader bmc, RedfishChassis chassis, RedfishSupplies supplies)
    {
        var environment = chassis.Body.Link("EnvironmentMetrics");
        if (bmc.Sensor(environment, bmc.Get(environment), "PowerWatts") is { } total)
            return new RedfishInput([total], "EnvironmentMetrics, PowerWatts", IsSure: true);
        if (supplies.Input is { Count: > 0 } inputs)
            return new RedfishInput(inputs, FormattableString.Invariant($"input of {inputs.Count} power {(inputs.Count == 1 ? "supply" : "supplies")}"), IsSure: true);

        var power = chassis.Body.Link("Power");
        if (bmc.Get(power) is not { } legacy)
            return null;
        return Control(legacy) is { } control ? new RedfishInput([new RedfishValue(power!, control)], "PowerControl, PowerConsumedWatts", IsSure: false) : null;
    }

    /// <summary>The member for the whole chassis: the one that says so, else the first. The others are shares of it.</summary>
    private static string[]? Control(JsonElement power)
    {
        if (power.At("PowerControl") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var members = list.EnumerateArray().ToList();
        var whole = Math.Max(0, members.FindIndex(m => m.Text("PhysicalContext") == "Chassis"));
        return members.Count > whole && members[whole].Number("PowerConsumedWatts") is not null
            ? ["PowerControl", FormattableString.Invariant($"{whole}"), "PowerConsumedWatts"]
            : null;
    }
}
