using Joulemark.Metering;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class LaneBellTests : IDisposable
{
    private readonly LaneBell _bell = new();

    public void Dispose() => _bell.Dispose();

    [Fact]
    public void Ring_WakesOnce()
    {
        _bell.Ring();
        Assert.True(_bell.Wake.IsSet);
        Assert.Null(_bell.Take());
        Assert.False(_bell.Wake.IsSet);
    }

    [Fact]
    public void Stop_ThatComesBeforeTheThreadTakesItsCalls_IsNotSleptThrough()
    {
        _bell.Stop();
        _bell.Take();
        Assert.True(_bell.Wake.IsSet);
    }

    [Fact]
    public void Reading_AskedForByTwo_IsOne_AndNoneWaitsAfterTheEnd()
    {
        var first = _bell.AskForReading();
        Assert.Same(first, _bell.AskForReading());
        Assert.False(first.IsCompleted);
        _bell.Take()!.SetResult();
        Assert.True(first.IsCompleted);
        _bell.Stop();
        Assert.True(_bell.AskForReading().IsCompleted);
    }
}
