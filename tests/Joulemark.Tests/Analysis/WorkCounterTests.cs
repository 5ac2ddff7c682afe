using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis;

public sealed class WorkCounterTests
{
    [Fact]
    public void Request_InsideTheWindow_CountsWhole()
    {
        var counts = Count(Request(10, [11, 12, 13, 14]));
        Assert.Equal((1, 8.0, 1.0), (counts.Requests, counts.OutputTokens, counts.RequestEquivalents));
    }

    [Fact]
    public void Request_AcrossTheStart_CountsTheShareOfItsTokensInside()
    {
        var counts = Count(Request(5, [7, 8, 9, 10])); // one of four chunks at or after 10
        Assert.Equal((1, 2.0, 0.25), (counts.Requests, counts.OutputTokens, counts.RequestEquivalents));
    }

    [Fact]
    public void Request_AcrossTheEnd_CountsItsShareButIsNotComplete()
    {
        var counts = Count(Request(17, [18, 19, 20, 21]));
        Assert.Equal((0, 4.0, 0.5), (counts.Requests, counts.OutputTokens, counts.RequestEquivalents));
    }

    [Fact]
    public void Request_OverTwoAdjacentWindows_AddsUpToOne()
    {
        var request = Request(5, [8, 9, 10, 11, 12]);
        var before = WorkCounter.Count([request], At(0), At(10));
        Assert.Equal(1, before.RequestEquivalents + Count(request).RequestEquivalents, 1e-12);
    }

    [Fact]
    public void Request_ThatFailed_IsAnErrorAndNoWork()
    {
        var counts = Count(Request(10, [11, 12]) with { Error = "reset", ErrorKind = "connection" });
        Assert.Equal((0, 1, 0.0), (counts.Requests, counts.Errors, counts.OutputTokens));
    }

    [Fact]
    public void Request_Scored_CountsTowardCorrect()
    {
        var counts = WorkCounter.Count([Request(10, [11, 12]) with { Score = 1 }, Request(10, [11, 12]) with { Score = 0 }], At(10), At(20));
        Assert.Equal((2, 1, 1.0), (counts.Scored, counts.Correct, counts.CorrectEquivalents));
    }

    private static WorkCounts Count(RequestRecord request) => WorkCounter.Count([request], At(10), At(20));

    private static RequestRecord Request(double sent, double[] chunks) => new()
    {
        Configuration = "c",
        Stage = Stage.Window,
        Scheduled = At(sent),
        Sent = At(sent),
        Tokens = [.. chunks.Select(At)],
        Ended = At(chunks[^1]),
        Usage = new TokenUsage(3, 2 * chunks.Length),
    };

    private static Timestamp At(double seconds) => new((long)(seconds * 1e9));
}
