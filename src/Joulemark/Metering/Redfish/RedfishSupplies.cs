using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>The power supplies of a chassis, those that are fitted. A sum is given only where each of them has its part.</summary>
/// <param name="Input">What each takes in; empty where one does not tell.</param>
/// <param name="Output">What each puts out; empty where one does not tell.</param>
internal sealed record RedfishSupplies(IReadOnlyList<RedfishValue> Input, IReadOnlyList<RedfishValue> Output)
{
    /// <summary>From the subsystem of newer BMCs, else from the list of older ones.</summary>
    public static RedfishSupplies Find(RedfishReader bmc, RedfishChassis chassis)
    {
        var newer = FromSubsystem(bmc, bmc.Get(chassis.Body.Link("PowerSubsystem"))?.Link("PowerSupplies"));
        var older = newer is { Input.Count: > 0, Output.Count: > 0 } ? newer : FromPower(chassis.Body.Link("Power"), bmc);
        return new RedfishSupplies(newer.Input.Count > 0 ? newer.Input : older.Input, newer.Output.Count > 0 ? newer.Output : older.Output);
    }

    private static RedfishSupplies FromSubsystem(RedfishReader bmc, string? collection)
    {
        var (inputs, outputs) = (new List<RedfishValue?>(), new List<RedfishValue?>());
        foreach (var (_, supply) in bmc.Members(collection).Where(m => !m.Body.IsAbsent()))
        {
            var path = supply.Link("Metrics") ?? supply.Link("EnvironmentMetrics");
            var metrics = bmc.Get(path);
            inputs.Add(bmc.Sensor(path, metrics, "InputPowerWatts"));
            outputs.Add(bmc.Sensor(path, metrics, "OutputPowerWatts"));
        }

        return new RedfishSupplies(All(inputs), All(outputs));
    }

    private static RedfishSupplies FromPower(string? path, RedfishReader bmc)
    {
        var (inputs, outputs) = (new List<RedfishValue?>(), new List<RedfishValue?>());
        if (bmc.Get(path)?.At("PowerSupplies") is { ValueKind: JsonValueKind.Array } list)
        {
            var index = -1;
            foreach (var supply in list.EnumerateArray())
            {
                index++;
                if (supply.IsAbsent())
                    continue;
                inputs.Add(IsRating(supply) ? null : Value("PowerInputWatts"));
                outputs.Add(Value("PowerOutputWatts") ?? Value("LastPowerOutputWatts"));

                RedfishValue? Value(string name) => supply.Number(name) is null ? null
                    : new RedfishValue(path!, ["PowerSupplies", FormattableString.Invariant($"{index}"), name]);
            }
        }

        return new RedfishSupplies(All(inputs), All(outputs));
    }

    /// <summary>
    /// Whether the input is what the supply may take and not what it takes: iDRAC 7 gives 900 W for a supply of 750 W, day
    /// and night (telegraf#9575).
    /// </summary>
    private static bool IsRating(JsonElement supply) =>
        supply.Number("PowerInputWatts") >= (supply.Number("PowerCapacityWatts") ?? supply.Number("InputRanges", "0", "OutputWattage"));

    private static IReadOnlyList<RedfishValue> All(List<RedfishValue?> values) => values.Contains(null) ? [] : [.. values.OfType<RedfishValue>()];
}
