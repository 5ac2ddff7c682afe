using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Running;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class ServerConsistencyTests
{
    [Fact]
    public void Servers_ThatDifferInMoreThanVaries_AreRefused()
    {
        var plan = Plan("");
        var consistency = new ServerConsistency(plan);
        consistency.Check(plan.Configurations[0], Description(("server.version", "1.0"), ("server.max-batch", "8")));
        var refusal = Assert.Throws<JoulemarkException>(() => consistency.Check(plan.Configurations[1], Description(("server.version", "1.1"), ("server.max-batch", "16"))));
        Assert.Equal(ExitCode.Invalid, refusal.ExitCode);
        Assert.Equal(["server.max-batch", "server.version"], refusal.Diagnostics.Select(d => d.Message.Split(" differ in ")[1].Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.All(refusal.Diagnostics, d => Assert.Equal("JM7010", d.Id));
        Assert.Contains("allow: [server.", refusal.Diagnostics[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Difference_ThatIsAllowed_IsAccepted()
    {
        var plan = Plan("allow: [server.version]");
        var consistency = new ServerConsistency(plan);
        consistency.Check(plan.Configurations[0], Description(("server.version", "1.0")));
        consistency.Check(plan.Configurations[1], Description(("server.version", "1.1")));
    }

    [Fact]
    public void Difference_ThatFollowsFromWhatVaries_IsAccepted()
    {
        var plan = Plan("", "server.model: [a, b]");
        var consistency = new ServerConsistency(plan);
        consistency.Check(plan.Configurations[0], Description(("server.model", "a"), ("server.model.dtype", "bf16")));
        consistency.Check(plan.Configurations[1], Description(("server.model", "b"), ("server.model.dtype", "int4")));
    }

    [Fact]
    public void Server_ThatComesBackAnother_IsRefused()
    {
        var plan = Plan("");
        var consistency = new ServerConsistency(plan);
        consistency.Check(plan.Configurations[0], Description(("server.version", "1.0")));
        consistency.Check(plan.Configurations[0], Description(("server.version", "1.0")));
        var refusal = Assert.Throws<JoulemarkException>(() => consistency.Check(plan.Configurations[0], Description(("server.version", "1.1"))));
        Assert.Equal("JM7011", refusal.Diagnostics[0].Id);
        Assert.Contains("was 1.0 and is 1.1", refusal.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatSaysNothingAnyMore_IsNotCalledAnother()
    {
        var plan = Plan("");
        var consistency = new ServerConsistency(plan);
        consistency.Check(plan.Configurations[0], Description(("server.version", "1.0")));
        consistency.Check(plan.Configurations[0], Description());
    }

    private static BenchmarkPlan Plan(string more, string vary = "server.url: [\"http://127.0.0.1:1\", \"http://127.0.0.1:2\"]") => Planner.Plan(SpecParser.Parse(
        $"name: t\nserver: {{ kind: openai, url: \"http://127.0.0.1:1\" }}\nworkload: {{ kind: arithmetic }}\n{more}\nvary: {{ {vary} }}", "t.yaml", []), []);

    private static ServerDescription Description(params (string Key, string Value)[] facts) => new()
    {
        Url = new Uri("http://127.0.0.1:1"), Model = "m", IsLocal = true, Facts = facts.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal),
    };
}
