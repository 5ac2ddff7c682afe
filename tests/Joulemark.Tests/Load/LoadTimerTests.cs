using System.Collections.Concurrent;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Statistics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>The timer that loads wait by. A wait that is lost shows as a test that does not end: each has a limit of its own.</summary>
public sealed class LoadTimerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task Moment_InThePast_IsNotWaitedFor()
    {
        using var timer = new LoadTimer(_clock);
        var wait = timer.UntilAsync(_clock.Now, CancellationToken.None).AsTask();
        Assert.True(wait.IsCompleted);
        Assert.True(await wait);
    }

    [Fact]
    public async Task Moments_InAnyOrder_AreReachedAndNeverTooSoon()
    {
        using var timer = new LoadTimer(_clock);
        var start = _clock.Now;
        var early = new ConcurrentQueue<TimeSpan>();
        async Task Wait(int milliseconds)
        {
            var due = start + TimeSpan.FromMilliseconds(milliseconds);
            Assert.True(await timer.UntilAsync(due, CancellationToken.None));
            if (_clock.Now < due - TimeSpan.FromTicks(1))
                early.Enqueue(due - _clock.Now);
        }

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Wait(i * 37 % 101))).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Empty(early);
    }

    [Fact]
    public async Task EarlierMoment_BehindALaterOne_WakesTheTimer()
    {
        using var timer = new LoadTimer(_clock);
        var hour = timer.UntilAsync(_clock.Now + TimeSpan.FromHours(1), CancellationToken.None).AsTask();
        for (var i = 0; i < 200; i++)
            Assert.True(await timer.UntilAsync(_clock.Now + TimeSpan.FromMilliseconds(1), CancellationToken.None).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.False(hour.IsCompleted);
    }

    [Fact]
    public async Task Waits_OfManyThreads_AreNeverLost()
    {
        using var timer = new LoadTimer(_clock);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            var random = new SeededRandom(thread);
            for (var i = 0; i < 300; i++)
                Assert.True(await timer.UntilAsync(_clock.Now + TimeSpan.FromMicroseconds(random.Next(0, 800)), CancellationToken.None));
        }))).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_EndsWaitsAtOnce()
    {
        using var timer = new LoadTimer(_clock);
        using var stop = new CancellationTokenSource();
        var waits = Enumerable.Range(0, 100).Select(i => timer.UntilAsync(_clock.Now + TimeSpan.FromHours(1 + i), stop.Token).AsTask()).ToList();
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(waits).WaitAsync(Limit, TestContext.Current.CancellationToken), Assert.False);
        Assert.False(await timer.UntilAsync(default, stop.Token));
    }

    [Fact]
    public async Task Stop_WhileMomentsComeDue_EndsEveryWait()
    {
        for (var round = 0; round < 200; round++)
        {
            using var timer = new LoadTimer(_clock);
            using var stop = new CancellationTokenSource();
            var start = _clock.Now;
            var waits = Enumerable.Range(0, 20).Select(i => timer.UntilAsync(start + TimeSpan.FromMicroseconds(50 * i), stop.Token).AsTask()).ToList();
            await stop.CancelAsync();
            await Task.WhenAll(waits).WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Dispose_WithSomebodyWaiting_EndsTheWait()
    {
        for (var round = 0; round < 200; round++)
        {
            var timer = new LoadTimer(_clock);
            var soon = timer.UntilAsync(_clock.Now + TimeSpan.FromMicroseconds(round), CancellationToken.None).AsTask();
            var never = timer.UntilAsync(_clock.Now + TimeSpan.FromHours(1), CancellationToken.None).AsTask();
            timer.Dispose();
            timer.Dispose();
            Assert.False(await never.WaitAsync(Limit, TestContext.Current.CancellationToken));
            await soon.WaitAsync(Limit, TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await timer.UntilAsync(_clock.Now + TimeSpan.FromHours(1), CancellationToken.None));
        }
    }

    [Fact]
    public async Task Continuation_ThatWaitsAgain_IsServedByTheSameThread()
    {
        using var timer = new LoadTimer(_clock);
        async Task<HashSet<int>> Chain()
        {
            var threads = new HashSet<int>();
            for (var i = 0; i < 50; i++)
            {
                Assert.True(await timer.UntilAsync(_clock.Now + TimeSpan.FromMilliseconds(2), CancellationToken.None).ConfigureAwait(false));
                threads.Add(Environment.CurrentManagedThreadId);
            }

            return threads;
        }

        // A wait of which the moment has passed meanwhile goes on where it is, on whatever thread that was.
        Assert.True((await Chain().WaitAsync(Limit, TestContext.Current.CancellationToken)).Count <= 2);
    }

    [Fact]
    public async Task TestsClock_SaysItselfWhenItIsTime()
    {
        var time = new FakeTimeProvider();
        var clock = new MonotonicClock(time);
        using var timer = new LoadTimer(clock);
        var wait = timer.UntilAsync(clock.Now + TimeSpan.FromHours(1), CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await wait.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }
}
