using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class SpecParserTests
{
    private const string Good = """
        name: t
        server: { kind: reference, model: small-fp32 }
        workload: { kind: arithmetic }
        """;

    [Fact]
    public void Spec_WithThreeMistakes_ReportsAllThreeWithPlaceAndNearestName()
    {
        const string yaml = """
            name: t
            server: { kind: referense }
            workload: { kind: arithmetic }
            measure:
              windw: 10s
              idle: 10
            """;

        var e = Assert.Throws<JoulemarkException>(() => Planner.Plan(SpecParser.Parse(yaml, "s.yaml"), []));

        Assert.Equal(ExitCode.BadUsage, e.ExitCode);
        Assert.Collection(
            e.Diagnostics,
            d => { Assert.Equal((2, 17), (d.Line, d.Column)); Assert.Contains("did you mean 'reference'", d.Message, StringComparison.Ordinal); },
            d => { Assert.Equal((5, 3), (d.Line, d.Column)); Assert.Contains("did you mean 'window'", d.Message, StringComparison.Ordinal); },
            d => { Assert.Equal((6, 9), (d.Line, d.Column)); Assert.Contains("unit", d.Message, StringComparison.Ordinal); });
    }

    [Fact]
    public void Spec_WithATypoAndAnUnknownModel_ReportsBothWithTheirPlaces()
    {
        const string yaml = """
            name: t
            server: { kind: reference, model: smal-fp32 }
            workload: { kind: arithmetic }
            measure: { windw: 10s }
            """;

        var e = Assert.Throws<JoulemarkException>(() => Planner.Plan(SpecParser.Parse(yaml, "s.yaml"), ["small-fp32"]));

        Assert.Equal([("JM1006", 2, 35), ("JM1003", 4, 12)], e.Diagnostics.Select(d => (d.Id, d.Line!.Value, d.Column!.Value)));
    }

    [Fact]
    public void Duration_BeyondAllReason_IsRefused() =>
        Assert.Contains("604800", Assert.Throws<JoulemarkException>(() => Planner.Plan(Specs.Document("measure.window=1000000000h"), ["small-fp32"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Setting_OverValueInText_Wins()
    {
        var document = SpecParser.Parse(Good, "s.yaml", ["load.concurrency=3"]);
        Assert.Equal(3, SpecBinder.Bind(document).Load.Concurrency);
    }

    [Fact]
    public void Key_Absent_HasItsDefault()
    {
        var spec = SpecBinder.Bind(SpecParser.Parse(Good, "s.yaml"));
        Assert.Equal(TimeSpan.FromSeconds(10), spec.Measure.Window);
        Assert.Equal(0.02, spec.Measure.Precision);
        Assert.Null(spec.Measure.WarmUp);
    }
}
