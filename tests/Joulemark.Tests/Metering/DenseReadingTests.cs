using Joulemark.Metering;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class DenseReadingTests
{
    private static readonly Channel Slow = new ScriptedMeter("gpu0", () => 0).Channels[0] with { UpdatePeriodSeconds = 0.4 };

    public static TheoryData<string, Channel> Others => new()
    {
        { "fast, as RAPL", Slow with { UpdatePeriodSeconds = 0.001 } },
        { "too slow to wait for", Slow with { UpdatePeriodSeconds = 1 } },
        { "unknown", Slow with { UpdatePeriodSeconds = null } },
        { "a power", Slow with { Reading = ReadingKind.Power } },
        { "a model", Slow with { Provenance = Provenance.Modelled } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Channel_ThatIsNoSlowCounter_IsNotReadDensely(string what, Channel channel) =>
        Assert.True(DenseReading.Of([channel], [1.0], untilMoved: true) is null, what);

    [Fact]
    public void Counter_ThatDoesNotRead_IsNotWaitedFor() => Assert.Null(DenseReading.Of([Slow], [null], untilMoved: true));

    [Fact]
    public void Reading_IsDone_WhenEverySlowCounterHasMoved()
    {
        var dense = DenseReading.Of([Slow, Slow with { Reading = ReadingKind.Power }, Slow], [1, 1, 1], untilMoved: true)!;
        Assert.False(dense.IsDone([1, 2, 1]));
        Assert.False(dense.IsDone([2, 3, null]));
        Assert.True(dense.IsDone([2, 3, 2]));
    }

    [Fact]
    public void Reading_ForATime_GoesOnWhenTheyHaveMoved()
    {
        var dense = DenseReading.Of([Slow with { UpdatePeriodSeconds = 0.5 }], [1], untilMoved: false)!;
        Assert.False(dense.IsDone([2]));
    }
}
