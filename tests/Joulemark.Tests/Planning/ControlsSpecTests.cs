using System.Text.Json.Nodes;
using Joulemark.Diagnostics;
using Joulemark.Machines.Controls;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class ControlsSpecTests
{
    [Theory]
    [InlineData("controls: { mode: set, gpu.power-limit: 400W, cpu.turbo: off }")]
    [InlineData("controls: { mode: set, gpu: { power-limit: 400W }, cpu: { turbo: off } }")]
    [InlineData("controls: { gpu.power-limit: { value: 400W, mode: set }, cpu: { turbo: { value: off, mode: set } } }")]
    [InlineData("controls: { gpu.power-limit: 400W, gpu.power-limit.mode: set, cpu.turbo: { mode: set, value: off } }")]
    public void Controls_HoweverTheyAreWritten_AreTheSame(string yaml) =>
        Assert.Equal([("gpu.power-limit", "400W", ControlMode.Set), ("cpu.turbo", "off", ControlMode.Set)], Read(yaml));

    [Fact]
    public void Controls_FromTheCommandLine_AreSet() =>
        Assert.Equal([("gpu.count", "2", ControlMode.Require)], Spec("", "controls.gpu.count=2", "controls.gpu.count.mode=require"));

    [Theory]
    [InlineData("controls: { gpu.power-limit: 400 }", "JM1004", "400W")]
    [InlineData("controls: { gpu.clocks: 1410 }", "JM1004", "1410MHz")]
    [InlineData("controls: { gpu.clocks: 1500-1410MHz }", "JM1004", "1410MHz")]
    [InlineData("controls: { max-start-temperature: 50 }", "JM1004", "50C")]
    [InlineData("controls: { cpu.affinity.server: all }", "JM1004", "0-3,8")]
    [InlineData("controls: { cpu.turbo: maybe }", "JM1006", "on, off")]
    [InlineData("controls: { gpu.powerlimit: 400W }", "JM1003", "power-limit")]
    [InlineData("controls: { gpu.power-limit: { value: 400W, modus: set } }", "JM1003", "mode")]
    [InlineData("controls: { gpu.power-limit: { value: 400W, mode: force } }", "JM1006", "require")]
    [InlineData("controls: { driver: { value: 580, mode: set } }", "JM1006", "require")]
    [InlineData("controls: { gpu.count: 1, gpu: { count: 2 } }", "JM1004", "given twice")]
    [InlineData("controls: { gpu.count.mode: set }", "JM1006", "require")]
    [InlineData("controls: { gpu.power-limit: { mode: set } }", "JM1007", "of which it is the mode")]
    [InlineData("controls: { gpu.power-limit: 400W }\nvary: { controls.gpu.power-limit: [300W, 400W] }", "JM1007", "mode: set")]
    [InlineData("vary: { controls.driver: [\"580\", \"590\"] }", "JM1007", "does not set it")]
    [InlineData("vary: { controls.gpu.power-limit.mode: [set, warn] }", "JM1007", "cannot vary")]
    public void Controls_ThatAreWrong_AreSaidWithWhatIsRight(string yaml, string id, string text)
    {
        var e = Assert.Throws<JoulemarkException>(() => Planner.Plan(SpecParser.Parse(Specs.Minimal + "\n" + yaml, "s.yaml"), ["small-fp32"]));
        Assert.Contains(e.Diagnostics, d => d.Id == id && (d.Message + d.Remedy).Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Controls_ThatVary_AreOfTheirConfiguration()
    {
        var plan = Planner.Plan(SpecParser.Parse(Specs.Minimal + "\ncontrols: { mode: set }\nvary: { controls.gpu.power-limit: [300W, 400W] }", "s.yaml"), ["small-fp32"]);
        Assert.Equal(["power-limit=300W", "power-limit=400W"], plan.Configurations.Select(c => c.Name));
        Assert.Equal(["300W", "400W"], plan.Configurations.Select(c => c.Spec.Controls.Requests.Single().Wanted));
    }

    [Fact]
    public void Mode_Set_OfWhatCannotBeSet_IsRequire()
    {
        var request = Assert.Single(SpecBinder.Bind(SpecParser.Parse(Specs.Minimal + "\ncontrols: { mode: set, gpu.count: 1 }", "s.yaml")).Controls.Requests);
        Assert.Null(request.ToSet);
        Assert.Equal("JM6022", new ControlOutcome { Control = "gpu.count", Wanted = "1", State = ControlState.Unmet, Mode = request.Mode }.Diagnostic!.Id);
    }

    [Theory]
    [InlineData("400W", 400.0)]
    [InlineData("0.4kW", 400.0)]
    [InlineData("400000 mW", 400.0)]
    [InlineData("400", null)]
    [InlineData("W", null)]
    public void Power_IsReadWithItsUnit(string text, double? watts) => Assert.Equal(watts, SpecValueParser.Number(SpecValueType.Power, text));

    [Theory]
    [InlineData("1410MHz", "1410MHz")]
    [InlineData("1.41 GHz", "1410MHz")]
    [InlineData("1200-1410MHz", "1200-1410MHz")]
    [InlineData("1200MHz - 1.41GHz", "1200-1410MHz")]
    [InlineData("1.2-1.41GHz", "1200-1410MHz")]
    [InlineData("1410", null)]
    [InlineData("0MHz", null)]
    [InlineData("1e3MHz", null)]
    [InlineData("-1410MHz", null)]
    public void Frequency_IsReadWithItsUnit(string text, string? range) => Assert.Equal(range, ClockRange.Parse(text)?.ToString());

    [Fact]
    public void Schema_HasControls_DottedAndNested_WithTheirModes()
    {
        var controls = JsonNode.Parse(SpecSchema.ToJson())!["properties"]!["controls"]!["properties"]!;
        Assert.NotNull(controls["gpu"]!["properties"]!["power-limit"]!["anyOf"]);
        Assert.Equal(["warn", "require", "set"], controls["gpu.power-limit"]!["anyOf"]![1]!["properties"]!["mode"]!["enum"]!.AsArray().Select(m => (string)m!));
        Assert.NotNull(controls["mode"]);
        Assert.Null(JsonNode.Parse(SpecSchema.ToJson())!["properties"]!["vary"]!["properties"]!["controls.driver"]);
        Assert.NotNull(JsonNode.Parse(SpecSchema.ToJson())!["properties"]!["vary"]!["properties"]!["controls.gpu.power-limit"]);
    }

    private static IEnumerable<(string, string, ControlMode)> Read(string yaml) => Spec(yaml);

    private static IEnumerable<(string, string, ControlMode)> Spec(string yaml, params string[] settings)
    {
        var document = SpecParser.Parse(Specs.Minimal + "\n" + yaml, "s.yaml", settings);
        Assert.Empty(document.Problems);
        return SpecBinder.Bind(document).Controls.Requests.Select(r => (r.Control.Name, r.Wanted, r.Mode));
    }
}
