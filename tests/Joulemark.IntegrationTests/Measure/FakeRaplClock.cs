using System.Diagnostics;
using Joulemark.Testing.Devices;

namespace Joulemark.IntegrationTests.Measure;

/// <summary>
/// A package and its DRAM in a fake sysfs tree whose counters move as a real one's do, every millisecond or so, by a power
/// that is a function of time; the package's wraps once it has drawn so much. The truth between two moments is known exactly.
/// </summary>
internal sealed class FakeRaplClock : IDisposable
{
    private const string Package = "intel-rapl:0";
    private const string Dram = "intel-rapl:0:0";
    private readonly FakeSysfs _sysfs;
    private readonly Func<double, double> _energy;
    private const ulong Wrap = 65_532_610_987; // of a counter in units of 2^-16 J
    private readonly double _beforeWrap;
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <param name="sysfs">The tree.</param>
    /// <param name="watts">Power of the package by seconds since this was made; DRAM draws a tenth of it.</param>
    /// <param name="joulesToWrap">What the package draws before its counter wraps.</param>
    public FakeRaplClock(FakeSysfs sysfs, Func<double, double> watts, double joulesToWrap = 100)
    {
        _sysfs = sysfs;
        _beforeWrap = joulesToWrap;
        _energy = Integral(watts);
        sysfs.AddRaplZone("package-0", Package, Wrap, 0).AddRaplZone("dram", Dram, 262143328850, 0);
        Started = TimeProvider.System.GetUtcNow();
        _thread = new Thread(Tick) { IsBackground = true, Name = "fake rapl" };
        _thread.Start(Stopwatch.GetTimestamp());
    }

    /// <summary>Wall-clock time of second 0.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Joules of package and DRAM between two moments.</summary>
    public double EnergyBetween(DateTimeOffset from, DateTimeOffset to) =>
        1.1 * (_energy((to - Started).TotalSeconds) - _energy((from - Started).TotalSeconds));

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Tick(object? start)
    {
        while (!_stop)
        {
            var joules = _energy(Stopwatch.GetElapsedTime((long)start!).TotalSeconds);
            _sysfs.SetEnergy(Package, ((ulong)(joules * 1e6) + Wrap - (ulong)(_beforeWrap * 1e6)) % Wrap);
            _sysfs.SetEnergy(Dram, (ulong)(joules * 1e5));
            Thread.Sleep(1);
        }
    }

    /// <summary>The integral from 0, on a grid of milliseconds with straight lines between, for five minutes.</summary>
    private static Func<double, double> Integral(Func<double, double> watts)
    {
        var sums = new double[300_000];
        for (var i = 1; i < sums.Length; i++)
            sums[i] = sums[i - 1] + (watts((i - 0.5) / 1e3) / 1e3);
        return t =>
        {
            var at = Math.Clamp(t * 1e3, 0, sums.Length - 2);
            var below = (int)at;
            return sums[below] + ((at - below) * (sums[below + 1] - sums[below]));
        };
    }
}
