using Xunit;

namespace Joulemark.Tests.Analysis.Phases;

/// <summary>Phases of servers that make prompts wait, each in its own way: right, or not given.</summary>
public sealed class PhaseQueueTests
{
    private const int Runs = 30;

    /// <summary>Busy with prompts for 15 to 77 % of the time, in turn and all at once: prefill was read at 0.5 to 0.9 of what it takes, and decode up to 25 % too high, with intervals that held neither.</summary>
    [Theory]
    [InlineData((int)PromptOrder.InTurn, 0.5, 5000, 64, Runs * 3 / 4)]
    [InlineData((int)PromptOrder.InTurn, 1, 5000, 64, Runs / 2)]
    [InlineData((int)PromptOrder.InTurn, 2, 5000, 64, 0)]
    [InlineData((int)PromptOrder.InTurn, 2.5, 5000, 64, 0)]
    [InlineData((int)PromptOrder.InTurn, 3, 10000, 64, Runs / 2)]
    [InlineData((int)PromptOrder.InTurn, 20, 50000, 64, Runs * 3 / 4)]
    [InlineData((int)PromptOrder.InTurn, 2, 5000, 5, 0)]
    [InlineData((int)PromptOrder.Stalling, 1, 5000, 64, Runs / 2)]
    [InlineData((int)PromptOrder.Stalling, 3, 10000, 64, Runs / 2)]
    [InlineData((int)PromptOrder.Stalling, 4.5, 10000, 64, 0)]
    [InlineData((int)PromptOrder.Chunked, 1, 5000, 64, Runs / 2)]
    [InlineData((int)PromptOrder.Chunked, 2.5, 5000, 64, 0)]
    [InlineData((int)PromptOrder.Chunked, 4.5, 10000, 64, Runs / 3)]
    [InlineData((int)PromptOrder.Chunked, 10, 50000, 64, Runs * 3 / 4)]
    [InlineData((int)PromptOrder.Together, 1, 5000, 64, Runs / 3)]
    [InlineData((int)PromptOrder.Together, 2.5, 5000, 64, 0)]
    [InlineData((int)PromptOrder.Together, 10, 50000, 64, Runs * 3 / 4)]
    public void Phases_OfAServerThatMakesPromptsWait_AreRightOrNotGiven(int order, double rate, double pace, int slots, int fewest)
    {
        var given = Enumerable.Range(0, Runs).Select(seed => new PhaseServer((PromptOrder)order, rate, pace, slots, seed).Read()).Where(p => p.Refusal is null).ToList();
        Assert.InRange(given.Count, fewest, Runs);
        foreach (var (truth, intervals) in new[] { (PhaseServer.Prefill, given.ConvertAll(p => p.Prefill)), (PhaseServer.Decode, given.ConvertAll(p => p.Decode)) })
        {
            // 90 % and more hold the truth in the long run: of thirty, 24 and more do in all but one of a thousand cases.
            Assert.InRange(intervals.Count(i => i.Lower > truth || i.Upper < truth), 0, Math.Max(1, given.Count / 5));
            Assert.All(intervals, i => Assert.InRange(Math.Max(i.Lower!.Value - truth, truth - i.Upper!.Value), double.NegativeInfinity, 0.2 * truth));
            if (given.Count >= Runs / 3)
                Assert.InRange(intervals.Average(i => i.Value), 0.9 * truth, 1.1 * truth);
        }
    }

    [Fact]
    public void Refusal_OfPromptsThatWaitForLong_SaysHowLongSlicesWouldHaveToBe() =>
        Assert.Matches(@"slices of \d+(\.\d+)? s and more \(4 × the \d+(\.\d+)? s from sending a prompt to its first token: .*\) in the windows; at least 24", new PhaseServer(PromptOrder.InTurn, 2, 5000, 5, 1).Read().Refusal);
}
