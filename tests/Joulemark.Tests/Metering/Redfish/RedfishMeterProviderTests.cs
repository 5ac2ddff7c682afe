using Joulemark.Metering;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Redfish;

public sealed class RedfishMeterProviderTests : RedfishFixture
{
    private const string Environment1 = "/redfish/v1/Chassis/1/EnvironmentMetrics";
    private const string Power = "/redfish/v1/Chassis/System.Embedded.1/Power";

    [Fact]
    public async Task Probe_EnvironmentMetrics_AreTheNode()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        using var meter = Probe(bmc).Meters.Single();

        Assert.Equal("bmc-node bmc-node-energy bmc-psu-output", TestHost.Names(meter.Channels));
        var node = meter.Channels[0];
        Assert.Equal((MachinePart.Node, Provenance.Integrated, false), (node.Part, node.Provenance, node.CrossCheck));
        Assert.Equal("Fake Server, by its BMC (EnvironmentMetrics, PowerWatts)", node.Description);
        Assert.Equal(2, node.UpdatePeriodSeconds); // the sensor's own SensingInterval
        Assert.Equal(0.05, node.GainUncertainty);
        Assert.Equal(new MeterPace(TimeSpan.FromSeconds(1), MayBlock: true), meter.Pace);
        Assert.Equal(374, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_EnergyInKilowattHours_IsACounterThatOnlyChecks()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        using var meter = Probe(bmc).Meters.Single();
        var energy = meter.Channels[1];
        Assert.Equal((MachinePart.Node, Provenance.Counter, true), (energy.Part, energy.Provenance, energy.CrossCheck));
        Assert.Equal(3600, energy.Resolution!.Value, 6);
        Assert.Equal(87.123 * 3.6e6, Read(meter)["bmc-node-energy"]!.Value, 3);
    }

    [Fact]
    public async Task Probe_SuppliesOutput_IsNeverTheNode()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources[Environment1] = "{}";
        foreach (var number in (int[])[0, 1])
            bmc.Resources[Metrics(number)] = """{ "OutputPowerWatts": { "Reading": 180 } }""";
        var probe = Probe(bmc);
        Assert.Contains("none of its 1 chassis has a power reading", OnlyMissing(probe).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_NoEnvironmentMetrics_SumsTheSuppliesThatAreFitted()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources.TryRemove(Environment1, out _);
        using var meter = Probe(bmc).Meters.Single();

        Assert.Equal("bmc-node bmc-psu-output", TestHost.Names(meter.Channels));
        Assert.Contains("input of 2 power supplies", meter.Channels[0].Description, StringComparison.Ordinal);
        Assert.Equal((MachinePart.PsuOutput, true), (meter.Channels[1].Part, meter.Channels[1].CrossCheck));
        var readings = Read(meter);
        Assert.Equal(390, readings["bmc-node"]);
        Assert.Equal(359, readings["bmc-psu-output"]);
    }

    [Fact]
    public async Task Probe_ASupplyWithoutInput_GivesNoSumOfTheOthers()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources.TryRemove(Environment1, out _);
        bmc.Resources[Metrics(1)] = """{ "InputPowerWatts": { "Reading": null } }""";
        OnlyMissing(Probe(bmc));
    }

    [Fact]
    public async Task Probe_OnlyTheSensorIsNamed_ReadsTheSensor()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources[Environment1] = """{ "PowerWatts": { "DataSourceUri": "/redfish/v1/Chassis/1/Sensors/TotalPower" } }""";
        using var meter = Probe(bmc).Meters.Single();
        bmc.Resources["/redfish/v1/Chassis/1/Sensors/TotalPower"] = """{ "Reading": 401 }""";
        Assert.Equal(401, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_SensorOfAnotherQuantity_IsNoPower()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources[Environment1] = """{ "PowerWatts": { "DataSourceUri": "/redfish/v1/Chassis/1/Sensors/TotalPower" } }""";
        bmc.Resources["/redfish/v1/Chassis/1/Sensors/TotalPower"] = """{ "Reading": 31, "ReadingUnits": "Cel" }""";
        using var meter = Probe(bmc).Meters.Single();
        Assert.Contains("power supplies", meter.Channels[0].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_LinkToAnotherMachine_IsNotFollowed()
    {
        await using var stranger = FakeRedfish.Start(FakeBmcs.Rackmount());
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources["/redfish/v1/Chassis"] = $$"""{ "Members": [ { "@odata.id": "//{{stranger.Url.Authority}}/redfish/v1/Chassis/1" }, { "@odata.id": "{{stranger.Url}}redfish/v1/Chassis/1" } ] }""";
        OnlyMissing(Probe(bmc));
        Assert.Empty(stranger.Requests);
    }

    [Fact]
    public async Task Probe_Legacy_SumsTheSuppliesInput()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        var readings = Read(meter);
        Assert.Equal(395, readings["bmc-node"]);
        Assert.Equal(362, readings["bmc-psu-output"]); // PowerOutputWatts of one, LastPowerOutputWatts of the other
    }

    [Fact]
    public async Task Probe_EachResource_IsAskedForOnce()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(bmc.Requests.Distinct(StringComparer.Ordinal), bmc.Requests);
        Assert.Contains($"GET {Power}", bmc.Requests);
    }

    [Fact]
    public async Task Probe_InputThatIsARating_IsNoReading()
    {
        // iDRAC 7: 900 W for a supply of 750 W, whatever it does (telegraf#9575).
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        bmc.Resources[Power] = """
            { "PowerControl": [ { "PowerConsumedWatts": 126 } ],
              "PowerSupplies": [ { "PowerInputWatts": 900, "InputRanges": [ { "OutputWattage": 750 } ], "LastPowerOutputWatts": null } ] }
            """;
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(126, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_PowerControlOnly_IsMarkedAsUncertain()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        bmc.Resources[Power] = """{ "PowerControl": [ { "PhysicalContext": "CPU", "PowerConsumedWatts": 210 }, { "PhysicalContext": "Chassis", "PowerConsumedWatts": "389" } ] }""";
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(389, Read(meter)["bmc-node"]);
        Assert.Contains("vendors differ", meter.Channels[0].Description, StringComparison.Ordinal);
        Assert.Equal(0.1, meter.Channels[0].GainUncertainty);
    }

    [Fact]
    public async Task Probe_Hgx_GivesTheHostAndEachGpu()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Hgx());
        using var meter = Probe(bmc).Meters.Single();

        Assert.Equal("bmc-node bmc-gpu0 bmc-gpu0-power bmc-gpu1 bmc-gpu1-power", TestHost.Names(meter.Channels));
        var gpu = meter.Channels[3];
        Assert.Equal((MachinePart.Gpu, Provenance.Counter, 1, (string?)null, false), (gpu.Part, gpu.Provenance, gpu.Device, gpu.DeviceId, gpu.CrossCheck));
        Assert.True(meter.Channels[4].CrossCheck);
        var readings = Read(meter);
        Assert.Equal(5200, readings["bmc-node"]);
        Assert.Equal(123456789, readings["bmc-gpu1"]);
        Assert.Equal(640.5, readings["bmc-gpu1-power"]);
    }

    [Fact]
    public async Task Probe_BaseboardAlone_IsNotTheNode()
    {
        var resources = FakeBmcs.Hgx();
        resources["/redfish/v1/Chassis/Host/EnvironmentMetrics"] = "{}";
        await using var bmc = FakeRedfish.Start(resources);
        using var meter = Probe(bmc).Meters.Single();
        Assert.DoesNotContain(meter.Channels, c => c.Part == MachinePart.Node);
    }

    [Fact]
    public async Task Probe_GpuWithoutIdentity_IsOnlyACheck()
    {
        var resources = FakeBmcs.Hgx(gpus: 1);
        resources["/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1"] = resources["/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1"].Replace("UUID", "Serial", StringComparison.Ordinal);
        await using var bmc = FakeRedfish.Start(resources);
        using var meter = Probe(bmc).Meters.Single();
        Assert.All(meter.Channels.Where(c => c.Part == MachinePart.Gpu), c => Assert.True(c.CrossCheck));
    }

    [Fact]
    public async Task Probe_SledInAnEnclosure_IsTheSled()
    {
        await using var bmc = FakeRedfish.Start(Two("Enclosure", "Sled", """, "Links": { "ContainedBy": { "@odata.id": "/redfish/v1/Chassis/Outer/" } }"""));
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(400, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_ChassisInAChassis_IsTheOuter()
    {
        await using var bmc = FakeRedfish.Start(Two("RackMount", "Other", """, "Links": { "ContainedBy": { "@odata.id": "/redfish/v1/Chassis/Outer" } }"""));
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(900, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_TwoChassisSideBySide_AsksWhichIsTheMachine()
    {
        await using var bmc = FakeRedfish.Start(Two("RackMount", "RackMount", ""));
        var missing = OnlyMissing(Probe(bmc));
        Assert.Contains("/redfish/v1/Chassis/Outer, /redfish/v1/Chassis/Inner", missing.Reason, StringComparison.Ordinal);

        using var meter = Probe(Source(bmc) with { Url = new Uri(bmc.Url, "/redfish/v1/Chassis/Inner/") }).Meters.Single();
        Assert.Equal(400, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Probe_LinksInACircle_ComesToAnEnd()
    {
        var resources = Two("RackMount", "Other", """, "Links": { "ContainedBy": { "@odata.id": "/redfish/v1/Chassis/Outer" }, "Contains": [ { "@odata.id": "/redfish/v1/Chassis/Outer" } ] }""");
        resources["/redfish/v1/Chassis"] = resources["/redfish/v1/Chassis"].Replace("] }", """], "Members@odata.nextLink": "/redfish/v1/Chassis" }""", StringComparison.Ordinal);
        await using var bmc = FakeRedfish.Start(resources);
        OnlyMissing(Probe(bmc));
    }

    [Fact]
    public async Task Probe_NodeAndPace_AreTheUsers()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(Source(bmc) with { Node = "gpu07", Every = TimeSpan.FromSeconds(5) }).Meters.Single();
        Assert.Equal("gpu07/bmc-node gpu07/bmc-psu-output", TestHost.Names(meter.Channels));
        Assert.Equal("gpu07", meter.Channels[0].Node);
        Assert.Equal(TimeSpan.FromSeconds(5), meter.Pace.Period);
    }

    [Fact]
    public async Task Probe_TwoBmcsOfOneNode_CountTheFirst()
    {
        await using var host = FakeRedfish.Start(FakeBmcs.Legacy());
        await using var other = FakeRedfish.Start(FakeBmcs.Legacy());
        var meters = Probe(Source(host), Source(other)).Meters;
        Assert.Equal("bmc-node bmc-psu-output bmc1-node bmc1-psu-output", TestHost.Names(meters.SelectMany(m => m.Channels)));
        Assert.Equal([false, true], meters.Select(m => m.Channels[0].CrossCheck));
        foreach (var meter in meters)
            meter.Dispose();
    }

    [Fact]
    public async Task Probe_NoRedfishThere_SaysSo()
    {
        await using var bmc = FakeRedfish.Start(new Dictionary<string, string>(StringComparer.Ordinal));
        Assert.Contains("does not speak Redfish", OnlyMissing(Probe(bmc)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_PageForPeople_IsNotRedfish()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), new FakeRedfishBehavior { HtmlPages = true });
        Assert.Contains("does not speak Redfish", OnlyMissing(Probe(bmc)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_BmcThatWantsASlash_IsFollowed()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), new FakeRedfishBehavior { WantsSlash = true });
        using var meter = Probe(bmc).Meters.Single();
        Assert.Equal(395, Read(meter)["bmc-node"]);
    }

    private static string Metrics(int supply) => FormattableString.Invariant($"/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/{supply}/Metrics");

    /// <summary>Two chassis with readings, of 900 and 400 W.</summary>
    private static Dictionary<string, string> Two(string outer, string inner, string innerLinks) => new(StringComparer.Ordinal)
    {
        ["/redfish/v1"] = """{ "Chassis": { "@odata.id": "/redfish/v1/Chassis" } }""",
        ["/redfish/v1/Chassis"] = """{ "Members": [ { "@odata.id": "/redfish/v1/Chassis/Outer" }, { "@odata.id": "/redfish/v1/Chassis/Inner" } ] }""",
        ["/redfish/v1/Chassis/Outer"] = $$"""{ "ChassisType": "{{outer}}", "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/Outer/EnvironmentMetrics" } }""",
        ["/redfish/v1/Chassis/Inner"] = $$"""{ "ChassisType": "{{inner}}", "EnvironmentMetrics": { "@odata.id": "/redfish/v1/Chassis/Inner/EnvironmentMetrics" }{{innerLinks}} }""",
        ["/redfish/v1/Chassis/Outer/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": 900 } }""",
        ["/redfish/v1/Chassis/Inner/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": 400 } }""",
    };
}
