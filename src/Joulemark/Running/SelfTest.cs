using System.Collections.Concurrent;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Watching;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Storage;

namespace Joulemark.Running;

/// <summary>
/// The observer effect: what metering costs the machine that is metered. Phases with the sampler and its records, and
/// phases without, alternate (A B B A …), so that a drift of the machine falls on both alike; power is read from counters at
/// the phases' edges alone, which is the only way to see it without metering.
/// </summary>
internal sealed class SelfTest(RunSettings settings, IReadOnlyList<MeterSource> sources, double sampleRate)
{
    private const int Pairs = 4;
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(3); // it looks once a second
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private readonly MonotonicClock _clock = new(settings.TimeProvider);

    /// <summary>Runs the phases.</summary>
    /// <param name="phase">Length of each of the eight.</param>
    /// <param name="report">Told before each phase what comes: which one, of how many, with metering or without.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SelfTestResult> RunAsync(TimeSpan phase, Action<int, int, bool> report, CancellationToken cancellationToken)
    {
        using var meters = MeterSet.Probe(new MeterHost(settings.Paths, _clock, new SystemUnderTest()) { Sources = sources });
        var costs = Costs(meters);
        var counters = Counters(meters);
        var samples = new ConcurrentQueue<MeterSample>();
        List<double> cpu = [], power = [];
        long overruns = 0;
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (with, without) = (default(Phase), default(Phase));
            foreach (var metered in pair % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                report((2 * pair) + (metered == (pair % 2 == 0) ? 2 : 1), 2 * Pairs, metered);
                if (metered)
                    (with, overruns) = await MeteredAsync(meters, counters, phase, samples, overruns, cancellationToken);
                else
                    without = await MeasureAsync(counters, phase, cancellationToken);
            }

            cpu.Add((with.CpuSeconds / with.Seconds) - (without.CpuSeconds / without.Seconds));
            if (with.Joules / with.Seconds - (without.Joules / without.Seconds) is { } watts)
                power.Add(watts);
        }

        var watch = await WatchAsync(2 * phase, cancellationToken);
        var ceiling = new ClientCeiling(settings, _clock);
        return new SelfTestResult
        {
            SampleRate = sampleRate,
            PhaseSeconds = phase.TotalSeconds,
            Meters = costs,
            CpuShare = Mean(cpu, "1"),
            Power = Mean(power.Count == Pairs ? power : [], "W"),
            PowerChannels = [.. counters.Select(c => c.Channel.Name)],
            JitterSeconds = Jitter(samples, meters),
            Overruns = overruns,
            WatchShare = watch,
            Client = [await ceiling.MeasureAsync(oneByOne: false, phase, cancellationToken), await ceiling.MeasureAsync(oneByOne: true, phase, cancellationToken)],
        };
    }

    /// <summary>What watching the machine costs, by the CPU time of its own threads; null where that is too short a time to tell.</summary>
    private async Task<double?> WatchAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        using var watch = new MachineWatch(settings.Paths, new SystemUnderTest(), _clock, BackgroundLoadCheck.MostBackground, (_, _, _) => { }, _ => { });
        watch.Start();
        await _clock.Delay(length / 2, cancellationToken); // opens what it watches
        var (before, since) = (watch.Cost, _clock.Now);
        await _clock.Delay(length, cancellationToken);
        return length < ShortestWatch ? null : (watch.Cost - before) / (_clock.Now - since);
    }

    private async Task<(Phase Phase, long Overruns)> MeteredAsync(
        MeterSet meters, List<(IMeter Meter, Channel Channel)> counters, TimeSpan phase, ConcurrentQueue<MeterSample> samples, long overruns, CancellationToken cancellationToken)
    {
        // Written to disk as in a run, for that is part of the cost.
        var directory = Directory.CreateTempSubdirectory("joulemark-selftest-");
        try
        {
            await using var folder = RunFolderWriter.Create(directory.FullName, Header(), new MachineSnapshot
            {
                Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal),
                Channels = meters.Channels,
                Missing = [],
            });
            var journal = new RunJournal(folder, _clock, meters.Channels, ledger: null, sampleRate);
            using var sampler = new Sampler(meters.Meters, _clock, sampleRate, sample =>
            {
                samples.Enqueue(sample);
                journal.Add(sample);
            });
            Phase measured;
            try
            {
                sampler.Start();
                measured = await MeasureAsync(counters, phase, cancellationToken, sampler);
            }
            finally
            {
                sampler.Dispose();
                meters.Leave(sampler.Hung);
            }

            return sampler.Hung.Count == 0 ? (measured, overruns + sampler.Overruns) : throw Hangs(sampler.Hung[0]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<Phase> MeasureAsync(List<(IMeter Meter, Channel Channel)> counters, TimeSpan phase, CancellationToken cancellationToken, Sampler? sampler = null)
    {
        await _clock.Delay(phase / 10, cancellationToken); // what starting and stopping costs is not the phase's
        var (start, cpu, before) = (_clock.Now, Environment.CpuUsage.TotalTime, await JoulesAsync(counters, sampler));
        await _clock.Delay(phase, cancellationToken);
        var (end, spent, after) = (_clock.Now, Environment.CpuUsage.TotalTime - cpu, await JoulesAsync(counters, sampler));
        var seconds = (end - start).TotalSeconds;
        double? joules = counters.Count == 0 ? null : 0;
        for (var i = 0; i < counters.Count; i++)
            joules += before[i] is { } b && after[i] is { } a ? new StepRules(counters[i].Channel).Step(b, a, seconds) : null;
        return new Phase(seconds, spent.TotalSeconds, joules);
    }

    /// <summary>Each counter once; a meter is read by one thread at a time.</summary>
    private static async Task<double?[]> JoulesAsync(List<(IMeter Meter, Channel Channel)> counters, Sampler? sampler)
    {
        var joules = new double?[counters.Count];
        void Read(IReadOnlyList<IMeter> meters)
        {
            for (var i = 0; i < counters.Count; i++)
            {
                if (!meters.Contains(counters[i].Meter))
                    continue;
                Span<double?> readings = new double?[counters[i].Meter.Channels.Count];
                counters[i].Meter.Read(readings);
                joules[i] = readings[counters[i].Meter.Channels.ToList().IndexOf(counters[i].Channel)];
            }
        }

        if (sampler is not null)
        {
            await sampler.ExclusivelyAsync(Read, LongestLook);
            return joules;
        }

        try
        {
            await Task.Run(() => Read([.. counters.Select(c => c.Meter)])).WaitAsync(LongestLook);
            return joules;
        }
        catch (TimeoutException)
        {
            throw Hangs(counters[0].Meter);
        }
    }

    private static JoulemarkException Hangs(IMeter meter) => new(ExitCode.Invalid, new Diagnostic("JM2022", DiagnosticSeverity.Error,
        $"a reading of {meter.Channels[0].Name} ({meter.Channels[0].Source}) hangs, so that nothing can be said of what metering costs",
        "Look at the device: sudo dmesg, nvidia-smi, or its exporter; then try again."));

    /// <summary>The counters of the widest boundary, where it is made of nothing else.</summary>
    private static List<(IMeter Meter, Channel Channel)> Counters(MeterSet meters)
    {
        var counted = LedgerBuilder.Build(Boundary.Auto, meters.Channels, meters.Missing, out _)?.Counted.ToHashSet(StringComparer.Ordinal) ?? [];
        var found = meters.Meters.Where(m => !m.Pace.MayBlock)
            .SelectMany(m => m.Channels.Where(c => counted.Contains(c.Name) && c.Reading == ReadingKind.EnergyCounter && Calibrator.IsSensor(c)).Select(c => (m, c))).ToList();
        return found.Count == counted.Count ? found : [];
    }

    private List<MeterCost> Costs(MeterSet meters)
    {
        using var never = new ManualResetEventSlim();
        var live = meters.Meters.Where(m => m is not IRecordedMeter).ToList();
        var fast = live.Where(m => !m.Pace.MayBlock).ToList();
        return
        [
            .. fast.Select(m => (Meter: m, Cost: Calibrator.ReadSeconds(m, _clock))).GroupBy(m => m.Meter.Channels[0].Source, StringComparer.Ordinal)
                .Select(g => new MeterCost(g.Key, g.Sum(m => m.Meter.Channels.Count), g.Sum(m => m.Cost))),
            .. live.Except(fast).GroupBy(m => m.Channels[0].Source, StringComparer.Ordinal).Select(g => new MeterCost(g.Key, g.Sum(m => m.Channels.Count), null)),
        ];
    }

    private double? Jitter(IEnumerable<MeterSample> samples, MeterSet meters)
    {
        if (meters.Meters.FirstOrDefault(m => m is { Pace: { MayBlock: false, Period: null } } and not IRecordedMeter) is not { } regular)
            return null;
        var times = samples.Where(s => s.Channel == regular.Channels[0].Name).Select(s => s.Time.Seconds).ToList();
        var period = 1 / sampleRate;
        var off = times.Zip(times.Skip(1)).Select(t => Math.Abs(t.Second - t.First - period)).Where(d => d < 10 * period).Order().ToList(); // between phases lie gaps
        return off.Count > 0 ? Quantiles.At(off, 0.99) : null;
    }

    private RunHeader Header() => new()
    {
        ToolVersion = ToolVersion.Current,
        Id = "selftest",
        Name = "selftest",
        StartedAt = _clock.StartedAt,
        Status = RunStatus.Running,
        SampleRate = sampleRate,
        Seeds = new Dictionary<string, int>(StringComparer.Ordinal),
        Plan = [],
        Configurations = [],
    };

    private static Estimate Mean(List<double> values, string unit)
    {
        if (values.Count == 0)
            return new Estimate { Unit = unit, Method = "no counter to see it by", N = 0 };
        var interval = MeanInterval.Of(values);
        return new Estimate { Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = values.Count, Unit = unit, Method = "mean of pairs of phases, Student t" };
    }

    /// <summary>One phase.</summary>
    private readonly record struct Phase(double Seconds, double CpuSeconds, double? Joules);
}
