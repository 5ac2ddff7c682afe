using Joulemark.Analysis.Attribution;
using Joulemark.Comparison;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class MetricUnitTests
{
    [Fact]
    public void EveryMetric_ThatMayBeLimited_HasTheUnitOfItsFigure()
    {
        var metrics = RunJudge.Judge(SampleRun.Make(3)).Configurations[SampleRun.Configuration].Metrics;
        Assert.All(metrics.Where(m => !RequestAttribution.Makes(m.Key) && m.Key is not ("prefill_energy_per_token" or "decode_energy_per_token")), m => Assert.Equal((m.Key, m.Value.Unit), (m.Key, MetricUnit.Of(m.Key))));
    }

    [Theory]
    [InlineData("energy_per_reqest")]
    [InlineData("attributed_energy_per_request_p99")]
    [InlineData("ttft")]
    [InlineData("_p99")]
    public void OthersHaveNone(string metric) => Assert.Null(MetricUnit.Of(metric));
}
