using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Records;

public sealed class RequestTableTests
{
    [Fact]
    public void Record_ThatIsFull_ComesBackWithoutItsText()
    {
        var record = new RequestRecord
        {
            Configuration = "a", Stage = Stage.Window, Repeat = 3, Item = 7, Conversation = 2, Turn = 1, Query = 5, RequestedTokens = 64, ExactTokens = true,
            Scheduled = At(1), Sent = At(2), Headers = At(3), FirstByte = At(4), FirstEvent = At(5), FirstToken = At(6), FirstAnswer = At(7), LastToken = At(9), Ended = At(10),
            Tokens = [At(6), At(7), At(9)], Usage = new TokenUsage(11, 12, 4, 0), LocalOutputTokens = 13, LocalPromptTokens = 10, Resent = true, RetryAfterSeconds = 1.5,
            FinishReason = "length", Output = "a text", Score = 0.5, ExitCode = -1, Error = "words", ErrorKind = "http-500",
        };
        Assert.Equal(Json(record with { Output = "" }), Json(RoundTrip(record)));
    }

    [Fact]
    public void Record_WithNothingInIt_ComesBackWithNothing()
    {
        var record = new RequestRecord { Configuration = "a", Stage = Stage.WarmUp };
        Assert.Equal(Json(record), Json(RoundTrip(record)));
    }

    [Theory]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { 5, 5, 5 })]
    [InlineData(new long[] { 1_000_000_000_000, 1_000_000_000_001, 999_999_999_999 })]
    [InlineData(new long[] { -3, long.MaxValue / 2, 17, 18 })]
    public void Times_OfAnyOrder_AreKeptExactly(long[] nanoseconds)
    {
        var times = RoundTrip(new RequestRecord { Configuration = "a", Stage = Stage.Window, Tokens = [.. nanoseconds.Select(n => new Timestamp(n))] }).Tokens;
        Assert.Equal(nanoseconds, times.Select(t => t.Nanoseconds));
        Assert.Equal(nanoseconds, Enumerable.Range(0, times.Count).Select(i => times[i].Nanoseconds));
        Assert.Throws<ArgumentOutOfRangeException>(() => times[nanoseconds.Length]);
    }

    [Fact]
    public void Times_OfAnAnswerLargerThanAPage_AreKept()
    {
        var table = new RequestTable();
        var random = new Random(1);
        long time = 0;
        var long_ = Enumerable.Range(0, 300_000).Select(_ => new Timestamp(time += random.Next(1, 1_000_000_000))).ToList();
        foreach (var tokens in new[] { [At(1), At(2)], long_, [At(3)] })
            table.Add(new RequestRecord { Configuration = "a", Stage = Stage.Window, Tokens = tokens });
        Assert.Equal([At(1), At(2)], table[0].Tokens);
        Assert.Equal(long_, table[1].Tokens);
        Assert.Equal([At(3)], table[2].Tokens);
    }

    [Fact]
    public void Requests_OfEightTokens_TakeLessThan250BytesEach()
    {
        var table = new RequestTable();
        const int count = 100_000;
        for (var i = 0; i < count; i++)
        {
            var due = new Timestamp(3_600_000_000_000 + (i * 1_000_000L));
            var first = due + TimeSpan.FromMilliseconds(50);
            table.Add(new RequestRecord
            {
                Configuration = "a", Stage = Stage.Window, Item = i, Scheduled = due, Sent = due, FirstToken = first, Ended = first + TimeSpan.FromSeconds(1),
                Tokens = [.. Enumerable.Range(0, 8).Select(k => first + TimeSpan.FromMilliseconds(17.3 * k))], Usage = new TokenUsage(50, 8), FinishReason = "stop", Output = new string('x', 40),
            });
        }

        Assert.InRange(table.Bytes / (double)count, 100, 250);
        Assert.Equal(count - 1, table[count - 1].Item);
    }

    [Fact]
    public void View_OfSome_HasThoseOnly()
    {
        var table = new RequestTable();
        for (var i = 0; i < 10_000; i++)
            table.Add(new RequestRecord { Configuration = "a", Stage = Stage.Window, Item = i });
        var view = new RequestView(table, [3, 4095, 4096, 9999]);
        Assert.Equal([3, 4095, 4096, 9999], view.Select(r => r.Item));
        Assert.Equal((4, 4096), (view.Count, view[2].Item));
    }

    private static RequestRecord RoundTrip(RequestRecord record)
    {
        var table = new RequestTable { record };
        return Assert.Single(table);
    }

    private static string Json(RequestRecord record) => JsonSerializer.Serialize(record, RecordJson.Default.RequestRecord);

    private static Timestamp At(double seconds) => new((long)(seconds * 1e9));
}
