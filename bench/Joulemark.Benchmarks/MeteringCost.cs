using System.Diagnostics;
using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metering.Nvml;
using Joulemark.Metering.Rapl;
using Joulemark.Metrology;
using Joulemark.Testing.Devices;

namespace Joulemark.Benchmarks;

/// <summary>
/// What reading meters costs: CPU time of a sweep of twenty counter files beside the naive way to read them, of a call into
/// the (fake) NVML library, and the sampler's pace and share of a core at 100 readings a second beside a loop of delays.
/// </summary>
internal static class MeteringCost
{
    private const int Files = 20;
    private const int Repeats = 21;
    private const int Sweeps = 2_000;
    private const double Rate = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly MonotonicClock Clock = new(TimeProvider.System);

    public static async Task RunAsync()
    {
        Console.WriteLine("| what | CPU time each, median | fastest | slowest |");
        Console.WriteLine("|---|--:|--:|--:|");
        using var sysfs = new FakeSysfs();
        for (var i = 0; i < Files / 2; i++)
            sysfs.AddRaplZone($"package-{i}", $"intel-rapl:{i:x}").AddRaplZone("dram", $"intel-rapl:{i:x}:0");
        using var rapl = MeterSet.Probe(Host(sysfs.Root, "none"), [new RaplMeterProvider()]);
        var files = Directory.GetDirectories(sysfs.Powercap).Select(d => Path.Combine(d, "energy_uj")).ToList();
        Alternate(
            ($"sweep of {rapl.Channels.Count} counter files", () => Read(rapl)),
            ($"the same {files.Count} files, opened and parsed each time", () => files.ForEach(f => _ = ulong.Parse(File.ReadAllText(f), CultureInfo.InvariantCulture))));
        if (FakeNvml.Unavailable is null)
        {
            using var library = new FakeNvml();
            library.AddBoard();
            using var nvml = MeterSet.Probe(Host(sysfs.Root, library.LibraryPath), [new NvmlMeterProvider()]);
            var energy = nvml.Meters.First(m => m.Pace.Period is null || m.Pace.Period < TimeSpan.FromSeconds(1));
            var readings = new double?[energy.Channels.Count];
            Alternate(($"one board of the fake NVML: {energy.Channels.Count} channels", () => energy.Read(readings)));
        }

        Console.WriteLine();
        Console.WriteLine("| 100 readings a second | jitter p50 | p99 | largest | CPU, of one core |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        for (var round = 0; round < 2; round++)
        {
            await PaceAsync($"the sampler, {rapl.Channels.Count} channels", record =>
            {
                var sampler = new Sampler(rapl.Meters, Clock, Rate, s =>
                {
                    if (s.Channel == rapl.Channels[0].Name)
                        record(s.Time);
                });
                sampler.Start();
                return sampler;
            });
            await PaceAsync("a loop of Task.Delay, the same channels", record => new DelayLoop(rapl, record));
        }
    }

    private static MeterHost Host(string sysfs, string nvml) =>
        new(new HostPaths { Sysfs = sysfs, NvmlLibrary = nvml }, Clock, new SystemUnderTest());

    private static void Read(MeterSet meters)
    {
        Span<double?> readings = stackalloc double?[64];
        foreach (var meter in meters.Meters)
            meter.Read(readings[..meter.Channels.Count]);
    }

    /// <summary>Times the candidates in turn, so that a busy machine is busy for all of them.</summary>
    private static void Alternate(params (string Name, Action Work)[] candidates)
    {
        var times = candidates.Select(_ => new List<double>()).ToList();
        for (var repeat = 0; repeat <= Repeats; repeat++)
        {
            for (var c = 0; c < candidates.Length; c++)
            {
                var before = Environment.CpuUsage.TotalTime;
                for (var i = 0; i < Sweeps; i++)
                    candidates[c].Work();
                if (repeat > 0) // the first compiles
                    times[c].Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Sweeps);
            }
        }

        foreach (var (candidate, micros) in candidates.Zip(times))
        {
            micros.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {candidate.Name} | {micros[Repeats / 2]:0.0} µs | {micros[0]:0.0} µs | {micros[^1]:0.0} µs |"));
        }
    }

    private static async Task PaceAsync(string name, Func<Action<Timestamp>, IDisposable> start)
    {
        var times = new List<Timestamp>(2_000);
        TimeSpan cpu;
        using (start(t =>
        {
            lock (times)
                times.Add(t);
        }))
        {
            await Task.Delay(TimeSpan.FromSeconds(1)); // runs in
            cpu = Environment.CpuUsage.TotalTime;
            lock (times)
                times.Clear();
            await Task.Delay(Pace);
            cpu = Environment.CpuUsage.TotalTime - cpu;
        }

        var jitter = times.Zip(times.Skip(1)).Select(t => Math.Abs((t.Second - t.First).TotalMilliseconds - (1e3 / Rate))).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {jitter[jitter.Count / 2]:0.00} ms | {jitter[(int)(jitter.Count * 0.99)]:0.00} ms | {jitter[^1]:0.00} ms | {cpu / Pace * 100:0.00} % |"));
    }

    /// <summary>What one writes first.</summary>
    private sealed class DelayLoop : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public DelayLoop(MeterSet meters, Action<Timestamp> record) => _loop = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                record(Clock.Now);
                Read(meters);
                await Task.Delay(TimeSpan.FromSeconds(1 / Rate));
            }
        });

        public void Dispose()
        {
            _stop.Cancel();
            _loop.Wait();
            _stop.Dispose();
        }
    }
}
