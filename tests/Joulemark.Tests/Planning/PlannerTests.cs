using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly string[] Models = ["small-fp32", "small-int8"];

    [Fact]
    public void Vary_OverTwoKeys_MakesEveryCombination()
    {
        var plan = Plan("vary: { server.model: [small-fp32, small-int8], load.concurrency: [1, 8] }");
        Assert.Equal(
            ["concurrency=1 small-fp32", "concurrency=1 small-int8", "concurrency=8 small-fp32", "concurrency=8 small-int8"],
            plan.Configurations.Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rounds_OneAfterAnother_TurnTheOrderRound()
    {
        var plan = Plan("vary: { server.model: [small-fp32, small-int8] }");
        Assert.Equal(["small-fp32", "small-int8", "small-int8", "small-fp32"], plan.Round(1).Concat(plan.Round(2)).Select(c => c.Name));
    }

    [Fact]
    public void Configurations_OfOneWorkload_ShareTheTask()
    {
        var plan = Plan("vary: { server.model: [small-fp32, small-int8] }");
        Assert.Same(plan.Tasks["small-fp32"], plan.Tasks["small-int8"]);
    }

    [Fact]
    public void Configurations_ThatDifferInLoadOnly_ShareTheServer()
    {
        var plan = Plan("vary: { load.concurrency: [1, 8] }");
        Assert.True(plan.Configurations[0].SharesServerWith(plan.Configurations[1]));
    }

    [Fact]
    public void Problems_BetweenKeys_AreAllReported()
    {
        var e = Assert.Throws<JoulemarkException>(() => Plan("""
            measure: { repeats: { min: 5, max: 2 } }
            vary: { server.model: [small-fp32, smal-int8] }
            """));
        Assert.Equal(2, e.Diagnostics.Count);
        Assert.Contains(e.Diagnostics, d => d.Message.Contains("did you mean 'small-int8'", StringComparison.Ordinal));
        Assert.Contains(e.Diagnostics, d => d.Message.Contains("repeats.min", StringComparison.Ordinal));
    }

    [Fact]
    public void OpenAI_WithoutUrl_IsRefused() =>
        Assert.Contains("server.url", Assert.Throws<JoulemarkException>(() => Planner.Plan(Specs.Document("server.kind=openai"), Models)).Message, StringComparison.Ordinal);

    [Fact]
    public void ApiKey_OfAVariableThatIsNotSet_IsRefused() =>
        Assert.Contains("JOULEMARK_TEST_NO_SUCH_KEY", Assert.Throws<JoulemarkException>(() => Planner.Plan(
            Specs.Document("server.kind=openai", "server.url=http://127.0.0.1:1", "server.api-key-env=JOULEMARK_TEST_NO_SUCH_KEY"), Models)).Message, StringComparison.Ordinal);

    [Fact]
    public void Schema_OfTheSpec_KnowsEveryKeyAndNoOther()
    {
        using var schema = JsonDocument.Parse(SpecSchema.ToJson());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        foreach (var key in SpecKeys.All)
        {
            var node = schema.RootElement;
            foreach (var part in key.Path.Split('.'))
            {
                if (node.TryGetProperty("anyOf", out var forms))
                    node = forms[1]; // a control's value with its mode
                Assert.False(node.GetProperty("additionalProperties").GetBoolean());
                node = node.GetProperty("properties").GetProperty(part);
            }

            Assert.Equal(key.Description, node.GetProperty("description").GetString());
        }
    }

    [Fact]
    public void Default_OfEveryKey_PassesItsOwnCheck() =>
        Assert.All(SpecKeys.All.Where(k => k.Default is not null), k => Assert.Null(SpecValueParser.Problem(k, k.Default!)));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("10s", 10.0)]
    [InlineData("1.5m", 90.0)]
    [InlineData("10", null)]
    [InlineData("-1s", null)]
    [InlineData("1 fortnight", null)]
    public void Duration_WithItsUnit_IsSeconds(string text, double? seconds) => Assert.Equal(seconds, SpecValueParser.Seconds(text));

    private static BenchmarkPlan Plan(string more) =>
        Planner.Plan(SpecParser.Parse($"name: t\nserver: {{ kind: reference, model: small-fp32 }}\nworkload: {{ kind: arithmetic, requests: 20 }}\n{more}", "t.yaml"), Models);
}
