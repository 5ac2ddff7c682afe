using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Reference;

/// <summary>Requests that share decode steps. On a server of its own, whose counters nobody else moves.</summary>
public sealed class BatchingTests(ReferenceProcess server) : IClassFixture<ReferenceProcess>
{
    [Fact]
    public async Task Requests_AtOnce_ShareStepsAndGiveTheSameTextAsOneByOne()
    {
        var asks = Enumerable.Range(0, 8)
            .Select(i => new Ask(Chat: true) { Stream = true, Prompt = $"{i + 11} + {i * 3} * 2 - {i} = ?" }).ToList();

        var (tokens, steps) = await CountersAsync();
        var alone = new List<string>();
        foreach (var ask in asks)
            alone.Add(await TextAsync(ask));
        var (tokensAlone, stepsAlone) = await CountersAsync();
        Assert.Equal(tokensAlone - tokens, stepsAlone - steps); // one by one, each step makes one token

        // Eight requests may, on a loaded machine, happen not to meet: ask until some have.
        await Eventually.IsTrueAsync(async () =>
        {
            var (tokensBefore, stepsBefore) = await CountersAsync();
            var together = await Task.WhenAll(asks.Select(TextAsync));
            Assert.Equal(alone, together);
            var (tokensAfter, stepsAfter) = await CountersAsync();
            Assert.Equal(tokensAlone - tokens, tokensAfter - tokensBefore);
            return tokensAfter - tokensBefore > stepsAfter - stepsBefore;
        }, "requests that are under way together share decode steps");
    }

    private async Task<string> TextAsync(Ask ask) => Streams.Text(await Streams.ReadAsync(server.Http, ask, "chat/completions"));

    private async Task<(long Tokens, long Steps)> CountersAsync() =>
        (await server.MetricAsync("generation_tokens_total"), await server.MetricAsync("decode_steps_total"));
}
