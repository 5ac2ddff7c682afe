using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Reporting.Html;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class SpecTextTests
{
    [Fact]
    public void Spec_WrittenFromARun_ReadsBackTheSame()
    {
        var document = Specs.Document("load.concurrency=3", "workload.template=say 'hi': {prompt} # \"now\"", "measure.repeats.max=7");
        var header = Header([("small-fp32", "1"), ("small-fp32", "8"), ("large: int8", "1"), ("large: int8", "8")], document.Values);

        var again = SpecParser.Parse(SpecText.Of(header), "report.yaml");

        Assert.Equal(["server.model", "load.concurrency"], again.Vary.Select(f => f.Path));
        Assert.Equal(["small-fp32", "large: int8"], again.Vary[0].Values);
        Assert.Equal(["1", "8"], again.Vary[1].Values);
        Assert.All(document.Values.Where(v => v.Key is not ("server.model" or "load.concurrency")), v => Assert.Equal(v.Value, again.Values[v.Key]));
    }

    [Fact]
    public void Spec_OfASearch_IsOneAgain()
    {
        var header = Header([("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")], Specs.Document("objectives.ttft-p99=50ms").Values) with
        {
            Sweep = new SweepRecord { Keys = ["load.concurrency"], Search = "highest-load", Resolution = 0.125 },
        };

        var text = SpecText.Of(header);

        Assert.EndsWith("vary:\n  server.model: [a, b]\nsweep:\n  load.concurrency: [1, 2]\n  search: highest-load\n  resolution: 12.5%\n", text, StringComparison.Ordinal);
        Assert.Empty(SpecParser.Parse(text, "report.yaml").Problems);
    }

    private static RunHeader Header((string Model, string Concurrency)[] configurations, IReadOnlyDictionary<string, string> spec) =>
        SampleRun.Make().Header with
        {
            Configurations =
            [
                .. configurations.Select((c, i) => new ConfigurationRecord
                {
                    Name = $"c{i}",
                    Factors = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.model"] = c.Model, ["load.concurrency"] = c.Concurrency },
                    Spec = spec,
                    TaskHash = "0",
                    TaskRequests = 1, TaskDistinctItems = 1, TemplateHash = "",
                }),
            ],
        };
}
