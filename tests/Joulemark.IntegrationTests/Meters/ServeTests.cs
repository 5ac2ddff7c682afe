using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Metrology;
using Joulemark.Testing.Devices;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Meters;

/// <summary><c>joulemark meters --serve</c>, and another Joulemark that reads it.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task Meters_OfOneJoulemark_AreChannelsOfAnother()
    {
        using var sysfs = new FakeSysfs();
        sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        await using var served = Serve(sysfs, "127.0.0.1:0");
        var line = await served.OutputLineAsync("http://127.0.0.1:");

        var listing = (await CliProcess.RunAsync(["meters", "--json", "--meter", line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim()])).Expect(0).Json;

        var channels = listing.GetProperty("channels").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var package = channels["joulemark-cpu0-package"];
        Assert.Equal("exporter", package.GetProperty("source").GetString());
        Assert.Equal("cpu-package", package.GetProperty("part").GetString());
        Assert.Equal("counter", package.GetProperty("provenance").GetString());
        Assert.Equal(JsonValueKind.Null, package.GetProperty("wrap_j").ValueKind);
        Assert.Contains("joulemark-cpu0-dram", channels.Keys);
        Assert.DoesNotContain("joulemark-process-cpu", channels.Keys);
    }

    [Fact]
    public async Task Run_ReadsItsJoulesFromAnotherJoulemark()
    {
        // Package and memory draw a watt each, and no other meter of this machine is let in.
        await using var sysfs = new TimeCodedSysfs(new MonotonicClock(TimeProvider.System));
        using var bare = new FakeSysfs();
        using var workspace = new Workspace();
        await using var served = Serve(sysfs.Sysfs, "127.0.0.1:0");
        var url = await served.OutputLineAsync("http://127.0.0.1:");
        var spec = Workspace.Reference($$"""
            boundary: components
            load: { concurrency: 2 }
            measure: { idle: 2s, warm-up: 200ms, window: 4s, repeats: { min: 1, max: 1 }, cool-down: 0s }
            meters: [ "{{url[url.IndexOf("http://", StringComparison.Ordinal)..].Trim()}}" ]
            """);

        await workspace.MeasureAsync(() => CliProcess.RunAsync(workspace.RunArguments(spec), Sysfs(bare)));

        var result = workspace.Json("result.json");
        Assert.Equal("components", result.GetProperty("boundary").GetString());
        Assert.Equal("counter", result.GetProperty("provenance").GetString());
        Assert.InRange(workspace.Metric("mean_power")!.Value, 1, 3);
        Assert.Contains(workspace.Lines("events.jsonl"), e => e.GetRawText().Contains("JM2033", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interrupt_EndsTheServer_AsItIsMeantTo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals");
        using var sysfs = new FakeSysfs();
        await using var served = Serve(sysfs, "127.0.0.1:0");
        await served.OutputLineAsync("http://127.0.0.1:");

        Signals.Send(served.Id, Signals.Interrupt);

        (await served.ExitAsync()).Expect(0);
    }

    [Fact]
    public async Task Address_InUse_IsBadUsageWithARemedy()
    {
        using var taken = FakeExporter.Start("");

        var result = await CliProcess.RunAsync(["meters", "--serve", taken.Url.Authority]);

        result.Expect(2).Says("JM2037", taken.Url.Authority, "--serve");
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("somewhere", "JM1004")]
    [InlineData("127.0.0.1:99999", "JM1004")]
    public async Task Address_ThatIsNone_IsBadUsage(string address, string id) =>
        (await CliProcess.RunAsync(["meters", "--serve", address])).Expect(2).Says(id, $"'{address}'");

    [Fact]
    public async Task Meter_ThatCannotBeReached_IsListedAsMissing()
    {
        var result = (await CliProcess.RunAsync(["meters", "--json", "--meter", $"{FakeOpenAIServer.NobodyListens()}metrics"])).Expect(2).Says("JM2012");

        Assert.Contains(result.Json.GetProperty("missing").EnumerateArray(), m => m.GetProperty("source").GetString() == "exporter" && m.GetProperty("reason").GetString()!.Contains("refused", StringComparison.Ordinal));
    }

    private static CliProcess Serve(FakeSysfs sysfs, string address) =>
        CliProcess.Start(["meters", "--serve", address], Sysfs(sysfs));

    private static Dictionary<string, string> Sysfs(FakeSysfs sysfs) => new(StringComparer.Ordinal) { ["JOULEMARK_SYSFS"] = sysfs.Root };
}
