using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Xunit;

namespace Joulemark.Tests.Comparison.Gating;

public sealed class GatePolicyReaderTests
{
    [Fact]
    public void Policy_NestedWithoutEnd_IsAMistake_AndNoCrash()
    {
        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read("rules: " + new string('[', 100_000), "policy.yaml")).Diagnostics);
        Assert.Equal(("JM7031", "policy.yaml", 1), (problem.Id, problem.File, problem.Line));
        Assert.Contains("nested more than 100 deep", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_WithEveryKey_IsRead()
    {
        var policy = GatePolicyReader.Read("""
            isolate: [server.version, driver.nvidia]
            allow: os.kernel
            accuracy: false
            objectives: false
            accept-invalid: true
            level: 1%
            rules:
              - { metric: energy_per_request, max-increase: 10% }
              - { metric: accuracy, max-decrease: 0.02 }
              - { metric: ttft_p99, at-most: 500ms }
              - { metric: goodput, at-least: 3.5 }
            """, "policy.yaml");
        Assert.Equal(["server.version", "driver.nvidia"], policy.Isolate);
        Assert.Equal(["os.kernel"], policy.Allow);
        Assert.Equal((false, false, true, 0.01), (policy.Accuracy, policy.Objectives, policy.AcceptInvalid, policy.Level));
        Assert.Equal(
            [
                new GateRule("energy_per_request") { MaxIncrease = 0.1 }, new GateRule("accuracy") { MaxDecrease = 0.02 },
                new GateRule("ttft_p99") { AtMost = 0.5 }, new GateRule("goodput") { AtLeast = 3.5 },
            ], policy.Rules);
    }

    [Fact]
    public void Mistakes_AreAllReportedWithTheirPlaces()
    {
        var failure = Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read("""
            isolat: [a]
            objectives: maybe
            rules:
              - { metric: energy_per_request, max-increase: lots }
              - { metric: accuracy }
              - { max-increase: 1% }
              - { metric: ttft_p99, max-increase: 1%, at-most: 1s }
              - word
              - { metric: accuracy, max-decrease: 200% }
            """, "policy.yaml"));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.All(failure.Diagnostics, d => Assert.Equal(("JM7031", "policy.yaml", true), (d.Id, d.File, d.Line > 0)));
        Assert.Equal([1, 2, 4, 5, 6, 7, 8, 9], failure.Diagnostics.Select(d => d.Line!.Value));
        Assert.Contains("'isolate'", failure.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("rules: []")]
    [InlineData("rules: {")]
    public void Policy_ThatIsNone_IsRefused(string yaml) => Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read(yaml, "policy.yaml"));

    [Theory]
    [InlineData("max-increase", "NaN")]
    [InlineData("max-increase", "Infinity")]
    [InlineData("max-decrease", "-NaN%")]
    [InlineData("at-most", "NaN")]
    [InlineData("at-least", "-Infinity")]
    [InlineData("at-most", "1e999")]
    public void Limit_ThatIsNoNumber_IsRefused(string limit, string value) =>
        Assert.Contains($"'{limit}': '{value}'", Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read($"rules: [{{ metric: energy_per_request, {limit}: {value} }}]", "policy.yaml")).Diagnostics[0].Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("energy_per_request", "at-most", "4mJ", 0.004)]
    [InlineData("energy_per_request", "at-most", "4 mJ/request", 0.004)]
    [InlineData("energy_per_request", "at-most", "250µJ", 0.00025)]
    [InlineData("energy_per_request", "at-most", "1.5kJ", 1500)]
    [InlineData("energy_per_request", "at-least", "0.5", 0.5)]
    [InlineData("mean_power", "at-most", "400W", 400)]
    [InlineData("mean_power", "at-most", "1.2 kW", 1200)]
    [InlineData("wh_per_1000_queries", "at-most", "2Wh", 2)]
    [InlineData("ttft_p99", "at-most", "500ms", 0.5)]
    [InlineData("accuracy", "at-least", "70%", 0.7)]
    [InlineData("accuracy", "at-least", "0.7", 0.7)]
    [InlineData("output_throughput", "at-least", "350", 350)]
    [InlineData("output_throughput", "at-least", "350 tokens/s", 350)]
    [InlineData("net_energy_per_request", "at-least", "-1J", -1)]
    public void Amount_IsReadInItsMetricsUnit(string metric, string limit, string text, double value)
    {
        foreach (var rule in (string[])[$"metric: {metric}, {limit}: {text}", $"{limit}: {text}, metric: {metric}"])
        {
            var read = Assert.Single(GatePolicyReader.Read($"rules: [{{ {rule} }}]", "policy.yaml").Rules);
            Assert.Equal(value, (limit == "at-most" ? read.AtMost : read.AtLeast)!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData("energy_per_request", "max-increase", "15s")]
    [InlineData("energy_per_request", "max-increase", "500ms")]
    [InlineData("energy_per_request", "max-increase", "5mJ")]
    [InlineData("energy_per_request", "at-most", "5ms")]
    [InlineData("energy_per_request", "at-most", "300%")]
    [InlineData("energy_per_request", "at-most", "5W")]
    [InlineData("energy_per_request", "at-most", "5J/token")]
    [InlineData("energy_per_request", "at-most", "-5")]
    [InlineData("mean_power", "at-most", "5J")]
    [InlineData("ttft_p99", "at-most", "50%")]
    [InlineData("ttft_p99", "at-most", "500")]
    [InlineData("accuracy", "at-least", "500ms")]
    [InlineData("accuracy", "at-least", "70")]
    [InlineData("accuracy", "at-least", "150%")]
    [InlineData("output_throughput", "at-least", "5s")]
    [InlineData("output_throughput", "at-least", "5ktokens/s")]
    [InlineData("output_throughput", "max-decrease", "100%")]
    [InlineData("idle_share", "max-increase", "100%")]
    public void Limit_ThatIsNoneOfItsMetric_IsRefusedWithItsPlace(string metric, string limit, string text)
    {
        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read($"rules: [{{ metric: {metric}, {limit}: {text} }}]", "policy.yaml")).Diagnostics);
        Assert.Equal(("JM7031", 1), (problem.Id, problem.Line));
        Assert.Contains(text, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("5")]
    public void Level_ThatIsNoShare_IsRefused(string level) => Assert.Throws<JoulemarkException>(() => GatePolicyReader.Read($"level: {level}", "policy.yaml"));

    [Fact]
    public void Mistakes_AndMetricsThatDoNotExist_AreReportedTogether()
    {
        using var folder = new Joulemark.Testing.Devices.TemporaryDirectory();
        var file = Path.Combine(folder.Path, "policy.yaml");
        File.WriteAllText(file, """
            isolat: [a]
            isolate: [server.versoin]
            allow: [boundary]
            level: NaN
            rules:
              - { metric: energy_per_reqest, max-increase: 10% }
              - { metric: accuracie, max-decrease: lots }
            """);
        var (a, b) = (PowerRun.Make("a", [30, 30.3, 29.8]), PowerRun.Make("b", [30, 30.3, 29.8]));
        var failure = Assert.Throws<JoulemarkException>(() => Gate.Judge((a, a.Header.Configurations[0]), (b, b.Header.Configurations[0]), GatePolicyReader.ReadFile(file)));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.Equal(["JM7031", "JM7031", "JM7031", "JM7030", "JM7030", "JM7001", "JM7002"], failure.Diagnostics.Select(d => d.Id));
    }
}
