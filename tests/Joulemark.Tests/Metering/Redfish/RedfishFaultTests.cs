using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metering.Redfish;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Redfish;

public sealed class RedfishFaultTests : RedfishFixture
{
    [Fact]
    public async Task Read_ReadingTurnsNull_IsMissing()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Resources["/redfish/v1/Chassis/1/EnvironmentMetrics"] = """{ "PowerWatts": { "Reading": null }, "EnergykWh": { "Reading": 87.124 } }""";
        var readings = Read(meter);
        Assert.Null(readings["bmc-node"]);
        Assert.NotNull(readings["bmc-node-energy"]);
    }

    [Theory]
    [InlineData("0")] // what BMCs give before they have a reading
    [InlineData("-1")]
    [InlineData("\"N/A\"")]
    [InlineData("{}")]
    public async Task Read_NoPower_IsMissing(string reading)
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Resources["/redfish/v1/Chassis/1/EnvironmentMetrics"] = $$"""{ "PowerWatts": { "Reading": {{reading}} } }""";
        Assert.Null(Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Read_SupplyThatRests_AddsNothing()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources.TryRemove("/redfish/v1/Chassis/1/EnvironmentMetrics", out _);
        using var meter = Probe(bmc).Meters.Single();
        bmc.Resources["/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1/Metrics"] = """{ "InputPowerWatts": { "Reading": 0 } }""";
        Assert.Equal(200, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Read_SupplyPulledOut_GivesNoSumOfTheOthers()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Rackmount());
        bmc.Resources.TryRemove("/redfish/v1/Chassis/1/EnvironmentMetrics", out _);
        using var meter = Probe(bmc).Meters.Single();
        bmc.Resources.TryRemove("/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1/Metrics", out _);
        Assert.Null(Read(meter)["bmc-node"]);
        Assert.Contains("404", Assert.Single(Host.Reported("JM2042")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ConnectionBreaks_IsReportedOnceUntilItIsBack()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Behavior = new FakeRedfishBehavior { BreaksOff = true };
        for (var i = 0; i < 3; i++)
            Assert.Null(Read(meter)["bmc-node"]);
        Assert.Single(Host.Reported("JM2042"));

        bmc.Behavior = new FakeRedfishBehavior();
        Assert.Equal(395, Read(meter)["bmc-node"]);
        Assert.Equal([DiagnosticSeverity.Warning, DiagnosticSeverity.Info], Host.Reported("JM2042").Select(r => r.Severity));

        bmc.Behavior = new FakeRedfishBehavior { BreaksOff = true };
        Assert.Null(Read(meter)["bmc-node"]);
        Assert.Equal(3, Host.Reported("JM2042").Count);
    }

    [Fact]
    public async Task Read_BusyWithRetryAfter_IsLeftAloneForThatLong()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Behavior = new FakeRedfishBehavior { Busy = true, RetryAfter = "30" };
        Assert.Null(Read(meter)["bmc-node"]);
        var asked = bmc.Requests.Count;
        bmc.Behavior = new FakeRedfishBehavior();

        Host.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(Read(meter)["bmc-node"]);
        Assert.Equal(asked, bmc.Requests.Count);
        Assert.Contains("30 s", Assert.Single(Host.Reported("JM2041")).Message, StringComparison.Ordinal);

        Host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(395, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Read_BusyUntilADate_IsLeftAloneUntilThen()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Behavior = new FakeRedfishBehavior { Busy = true, RetryAfter = Host.Time.GetUtcNow().AddSeconds(10).ToString("R", CultureInfo.InvariantCulture) };
        Read(meter);
        bmc.Behavior = new FakeRedfishBehavior();
        Assert.Null(Read(meter)["bmc-node"]);
        Host.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(395, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Read_BusyWithoutRetryAfter_IsAskedAgainNextTime()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var meter = Probe(bmc).Meters.Single();
        bmc.Behavior = new FakeRedfishBehavior { Busy = true };
        Assert.Null(Read(meter)["bmc-node"]);
        bmc.Behavior = new FakeRedfishBehavior();
        Assert.Equal(395, Read(meter)["bmc-node"]);
    }

    [Fact]
    public async Task Read_BmcHangs_GivesUpAfterOneTimeout()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Hgx(gpus: 8));
        Host.Sources = [Source(bmc)];
        using var meter = new RedfishMeterProvider { Timeout = TimeSpan.FromSeconds(2) }.Probe(Host.ToHost()).Meters.Single();
        bmc.Behavior = new FakeRedfishBehavior { HangsOn = "/" };
        var asked = bmc.Requests.Count;
        Assert.All(Read(meter).Values, v => Assert.Null(v));
        Assert.Equal(asked + 1, bmc.Requests.Count); // not one timeout for each of nine resources
        Assert.Contains("no answer within 2 s", Assert.Single(Host.Reported("JM2042")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_BmcHangs_IsMissingInTime()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), new FakeRedfishBehavior { HangsOn = "/redfish/v1/Chassis" });
        Host.Sources = [Source(bmc)];
        var missing = OnlyMissing(new RedfishMeterProvider { Timeout = TimeSpan.FromSeconds(1) }.Probe(Host.ToHost()));
        Assert.Contains("no answer within 1 s", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_BmcIsBusy_IsMissingWithARemedy()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), new FakeRedfishBehavior { Busy = true, RetryAfter = "60" });
        var missing = OnlyMissing(Probe(bmc));
        Assert.Contains("pause of 60 s", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("Try again later", missing.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_NobodyListens_IsMissingWithARemedy()
    {
        var url = new UriBuilder(FakeOpenAIServer.NobodyListens()) { Scheme = "https" }.Uri;
        var missing = OnlyMissing(Probe(new MeterSource { Kind = "redfish", Url = url }));
        Assert.Contains(url.Authority, missing.Reason, StringComparison.Ordinal);
        Assert.Contains("Check the address", missing.Remedy, StringComparison.Ordinal);
    }
}
