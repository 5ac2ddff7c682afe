using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class VaryValidatorTests
{
    [Theory]
    [InlineData("load: { kind: rate, rate: 5 }\nvary: { load.concurrency: [1, 8] }", "load.concurrency does nothing with load.kind rate")]
    [InlineData("vary: { load.think-time: [1s, 1000ms] }", "the values of load.think-time mean the same")]
    [InlineData("load: { kind: rate, rate: 5 }\nvary: { load.burstiness: [1, 1.0] }", "load.burstiness does nothing")]
    [InlineData("vary: { load.kind: [concurrency, offline], load.concurrency: [1, 8] }", "load.concurrency does nothing with load.kind offline")]
    public void Configurations_ThatWouldMeasureTheSame_AreRefused(string yaml, string why)
    {
        var problem = Problems(yaml).First(d => d.Id == "JM7000");
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.Line);
    }

    [Theory]
    [InlineData("vary: { load.concurrency: [1, 8] }")]
    [InlineData("vary: { load.kind: [concurrency, offline] }")]
    [InlineData("vary: { server.threads: [1, 2] }")]
    [InlineData("allow: [server.version]\nvary: { load.concurrency: [1, 8] }")]
    public void Configurations_ThatDiffer_ArePlanned(string yaml) => Assert.DoesNotContain(Problems(yaml), d => d.Id.StartsWith("JM7", StringComparison.Ordinal));

    [Fact]
    public void Threads_OfAServerThatWeDoNotStart_DoNothing()
    {
        var yaml = "name: t\nserver: { kind: openai, url: \"http://127.0.0.1:1\" }\nworkload: { kind: arithmetic }\nvary: { server.threads: [1, 2] }";
        var problems = Assert.Throws<JoulemarkException>(() => Planner.Plan(SpecParser.Parse(yaml, "t.yaml", []), [])).Diagnostics;
        Assert.Contains(problems, d => d.Id == "JM7000" && d.Message.Contains("server.threads does nothing with server.kind openai", StringComparison.Ordinal));
    }

    [Fact]
    public void Boundary_CannotBeAllowed() => Assert.Contains(Problems("allow: [boundary]"), d => d.Id == "JM7002" && d.Line is not null);

    [Fact]
    public void Allow_IsInThePlan() =>
        Assert.Equal(["server.version", "server.max-batch"], Planner.Plan(SpecParser.Parse(Specs.Minimal + "\nallow: [server.version, server.max-batch]", "t.yaml", []), ["small-fp32"]).Allow);

    private static IReadOnlyList<Diagnostic> Problems(string yaml)
    {
        try
        {
            return Planner.Plan(SpecParser.Parse(Specs.Minimal + "\n" + yaml, "t.yaml", []), ["small-fp32"]).Warnings;
        }
        catch (JoulemarkException e)
        {
            return e.Diagnostics;
        }
    }
}
