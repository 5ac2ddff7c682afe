using Joulemark.Metrology;
using Joulemark.Testing.Devices;

namespace Joulemark.IntegrationTests.Meters;

/// <summary>
/// A package and its memory that draw one watt: their counters say how many seconds the run's clock shows, so that each
/// reading tells when it was taken.
/// </summary>
internal sealed class TimeCodedSysfs : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly MonotonicClock _clock;
    private readonly Task _counting;

    public TimeCodedSysfs(MonotonicClock clock)
    {
        _clock = clock;
        Sysfs.AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        _counting = Task.Run(CountAsync);
    }

    public FakeSysfs Sysfs { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _counting;
        _stop.Dispose();
        Sysfs.Dispose();
    }

    private async Task CountAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var microjoules = (ulong)(_clock.Now.Nanoseconds / 1000);
            Sysfs.SetEnergy("intel-rapl:0", microjoules);
            Sysfs.SetEnergy("intel-rapl:0:0", microjoules);
            await Task.Delay(Step, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
