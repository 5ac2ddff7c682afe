using System.Globalization;

namespace Joulemark.Testing.Servers;

/// <summary>Resources of some machines for a <see cref="FakeRedfish"/>, in the shapes that vendors give them; the numbers are invented.</summary>
public static class FakeBmcs
{
    /// <summary>
    /// A server of today, as OpenBMC and iLO 6 show it: environment metrics with power (374 W) and energy (87.123 kWh), two
    /// supplies that measure (200 + 190 W in, 184 + 175 W out), and an empty bay.
    /// </summary>
    public static Dictionary<string, string> Rackmount() => new(StringComparer.Ordinal)
    {
        ["/redfish/v1"] = """{ "Product": "Fake Server", "Chassis": { "@odata.id": "/redfish/v1/Chassis" }, "Systems": { "@odata.id": "/redfish/v1/Systems" } }""",
        ["/redfish/v1/Systems"] = """{ "Members": [ { "@odata.id": "/redfish/v1/Systems/1" } ] }""",
        ["/redfish/v1/Systems/1"] = """{ "Id": "1", "SystemType": "Physical" }""",
        ["/redfish/v1/Chassis"] = Members("/redfish/v1/Chassis/1"),
        ["/redfish/v1/Chassis/1"] = """
            { "Id": "1", "ChassisType": "RackMount", "Status": { "State": "Enabled" },
              "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/1/EnvironmentMetrics" },
              "PowerSubsystem": { "@odata.id": "/redfish/v1/Chassis/1/PowerSubsystem" },
              "Links": { "ComputerSystems": [ { "@odata.id": "/redfish/v1/Systems/1" } ] } }
            """,
        ["/redfish/v1/Chassis/1/EnvironmentMetrics"] = """
            { "PowerWatts": { "Reading": 374, "DataSourceUri": "/redfish/v1/Chassis/1/Sensors/TotalPower" },
              "EnergykWh": { "Reading": 87.123 } }
            """,
        ["/redfish/v1/Chassis/1/Sensors/TotalPower"] = """{ "Reading": 374, "ReadingUnits": "W", "SensingInterval": "PT2S" }""",
        ["/redfish/v1/Chassis/1/PowerSubsystem"] = """{ "PowerSupplies": { "@odata.id": "/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies" } }""",
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies"] = Members(
            "/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/0", "/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1", "/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/2"),
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/0"] = Supply(0, "Enabled"),
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1"] = Supply(1, "Enabled"),
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/2"] = Supply(2, "Absent"),
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/0/Metrics"] = """{ "InputPowerWatts": { "Reading": 200 }, "OutputPowerWatts": { "Reading": 184 } }""",
        ["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1/Metrics"] = """{ "InputPowerWatts": { "Reading": 190 }, "OutputPowerWatts": { "Reading": 175 } }""",
    };

    /// <summary>
    /// An older server with the one resource <c>Power</c>, as iDRAC and XCC show it: a power control (389 W) with shares of it,
    /// two supplies that measure (205 + 190 W in, 188 + 174 W out), and an empty bay.
    /// </summary>
    public static Dictionary<string, string> Legacy() => new(StringComparer.Ordinal)
    {
        ["/redfish/v1"] = """{ "Vendor": "Fake", "Chassis": { "@odata.id": "/redfish/v1/Chassis" }, "Systems": { "@odata.id": "/redfish/v1/Systems" } }""",
        ["/redfish/v1/Systems"] = """{ "Members": [] }""",
        ["/redfish/v1/Chassis"] = Members("/redfish/v1/Chassis/System.Embedded.1", "/redfish/v1/Chassis/Enclosure.Internal.0"),
        ["/redfish/v1/Chassis/System.Embedded.1"] = """
            { "Id": "System.Embedded.1", "ChassisType": "StandAlone", "Power": { "@odata.id": "/redfish/v1/Chassis/System.Embedded.1/Power" },
              "Links": { "Contains": [ { "@odata.id": "/redfish/v1/Chassis/Enclosure.Internal.0" } ] } }
            """,
        ["/redfish/v1/Chassis/Enclosure.Internal.0"] = """{ "Id": "Enclosure.Internal.0", "ChassisType": "StorageEnclosure" }""",
        ["/redfish/v1/Chassis/System.Embedded.1/Power"] = """
            { "PowerControl": [ { "Name": "System Power Control", "PowerConsumedWatts": 389 }, { "Name": "CPU Sub-system Power", "PhysicalContext": "CPU", "PowerConsumedWatts": 210 } ],
              "PowerSupplies": [
                { "Name": "PS1", "PowerCapacityWatts": 1400, "PowerInputWatts": 205, "PowerOutputWatts": 188, "Status": { "State": "Enabled" } },
                { "Name": "PS2", "PowerCapacityWatts": 1400, "PowerInputWatts": 190, "LastPowerOutputWatts": 174, "Status": { "State": "Enabled" } },
                { "Name": "PS3", "PowerInputWatts": null, "Status": { "State": "Absent" } } ] }
            """,
    };

    /// <summary>A server with an HGX baseboard, as NVIDIA shows it: the host takes 5200 W, the baseboard 3100 W, each of its GPUs 640 W.</summary>
    /// <param name="gpus">How many GPUs.</param>
    public static Dictionary<string, string> Hgx(int gpus = 2)
    {
        var resources = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/redfish/v1"] = """{ "Product": "Fake HGX Server", "Chassis": { "@odata.id": "/redfish/v1/Chassis" }, "Systems": { "@odata.id": "/redfish/v1/Systems" } }""",
            ["/redfish/v1/Systems"] = Members("/redfish/v1/Systems/Host", "/redfish/v1/Systems/HGX_Baseboard_0"),
            ["/redfish/v1/Systems/Host"] = """{ "Id": "Host", "Processors": { "@odata.id": "/redfish/v1/Systems/Host/Processors" } }""",
            ["/redfish/v1/Systems/Host/Processors"] = Members("/redfish/v1/Systems/Host/Processors/CPU_0"),
            ["/redfish/v1/Systems/Host/Processors/CPU_0"] = """{ "Id": "CPU_0", "ProcessorType": "CPU" }""",
            ["/redfish/v1/Systems/HGX_Baseboard_0"] = """{ "Id": "HGX_Baseboard_0", "Processors": { "@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0/Processors" } }""",
            ["/redfish/v1/Systems/HGX_Baseboard_0/Processors"] = Members([.. Enumerable.Range(1, gpus).Select(i => Gpu(i))]),
            ["/redfish/v1/Chassis"] = Members("/redfish/v1/Chassis/Host", "/redfish/v1/Chassis/HGX_Chassis_0"),
            ["/redfish/v1/Chassis/Host"] = """
                { "Id": "Host", "ChassisType": "RackMount", "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/Host/EnvironmentMetrics" },
                  "Links": { "ComputerSystems": [ { "@odata.id": "/redfish/v1/Systems/Host" } ] } }
                """,
            ["/redfish/v1/Chassis/Host/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": 5200 } }""",
            ["/redfish/v1/Chassis/HGX_Chassis_0"] = """
                { "Id": "HGX_Chassis_0", "ChassisType": "Module", "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/HGX_Chassis_0/EnvironmentMetrics" },
                  "Links": { "ComputerSystems": [ { "@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0" } ] } }
                """,
            ["/redfish/v1/Chassis/HGX_Chassis_0/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": 3100 } }""",
        };
        for (var i = 1; i <= gpus; i++)
        {
            resources[Gpu(i)] = string.Create(CultureInfo.InvariantCulture,
                $$"""
                { "Id": "GPU_SXM_{{i}}", "ProcessorType": "GPU", "Manufacturer": "NVIDIA", "Model": "H100 80GB HBM3", "UUID": "B0885700-0000-0000-0000-00000000000{{i}}",
                  "EnvironmentMetrics": { "@odata.id": "{{Gpu(i)}}/EnvironmentMetrics" } }
                """);
            resources[Gpu(i) + "/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": 640.5 }, "EnergyJoules": { "Reading": 123456789 } }""";
        }

        return resources;
    }

    private static string Gpu(int number) => string.Create(CultureInfo.InvariantCulture, $"/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_{number}");

    private static string Members(params string[] paths) => $$"""{ "Members": [ {{string.Join(", ", paths.Select(p => $$"""{ "@odata.id": "{{p}}" }"""))}} ] }""";

    private static string Supply(int number, string state) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        { "Id": "{{number}}", "PowerCapacityWatts": 1600, "Status": { "State": "{{state}}" },
          "Metrics": { "@odata.id": "/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/{{number}}/Metrics" } }
        """);
}
