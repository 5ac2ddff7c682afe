using System.Diagnostics;
using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Benchmarks;

/// <summary>Time to integrate ten million samples of a channel over one window, with its uncertainty, and over every second of it.</summary>
internal static class IntegrationSpeed
{
    private const int Samples = 10_000_000;
    private const double Rate = 1000;
    private const int Repeats = 11;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static void Run()
    {
        Console.WriteLine("| channel | window | median | fastest | slowest |");
        Console.WriteLine("|---|---|--:|--:|--:|");
        foreach (var kind in new[] { ReadingKind.EnergyCounter, ReadingKind.Power })
        {
            var series = Series(kind);
            var (start, end) = (new Timestamp(1_000_000_000), new Timestamp((long)((Samples / Rate) - 1) * 1_000_000_000));
            Measure(kind, "all at once", () => Joules(series, start, end));
            Measure(kind, "second by second", () =>
            {
                double sum = 0;
                for (var at = start; at < end; at += Step)
                    sum += Joules(series, at, at + Step);
                return sum;
            });
        }
    }

    private static double Joules(ChannelSeries series, Timestamp start, Timestamp end) =>
        EnergyIntegrator.Integrate(series, start, end, Rate).Energy?.Joules ?? throw new InvalidOperationException("The benchmark's own series has no energy.");

    private static void Measure(ReadingKind kind, string window, Func<double> work)
    {
        var milliseconds = new List<double>();
        double joules = 0;
        for (var i = 0; i <= Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            joules = work();
            if (i > 0) // the first compiles
                milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        if (Math.Abs((joules / (100 * Samples / Rate)) - 1) > 0.01)
            throw new InvalidOperationException($"The energy is wrong: {joules} J.");
        milliseconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {kind} | {window} | {milliseconds[Repeats / 2]:0} ms | {milliseconds[0]:0} ms | {milliseconds[^1]:0} ms |"));
    }

    /// <summary>About 100 W with noise, read at 1 kHz; the counter is RAPL's, which wraps every 655 s here.</summary>
    private static ChannelSeries Series(ReadingKind kind)
    {
        var counter = kind == ReadingKind.EnergyCounter;
        var series = new ChannelSeries(new Channel
        {
            Name = "c",
            Source = "bench",
            Part = MachinePart.CpuPackage,
            Provenance = counter ? Provenance.Counter : Provenance.Integrated,
            Reading = kind,
            UpdatePeriodSeconds = 0.001,
            WrapsAt = counter ? new Energy(65_536) : null,
            MaxPower = new Power(400),
        });
        var random = new Random(1);
        double joules = 0;
        for (var i = 0; i < Samples; i++)
        {
            var watts = 90 + (20 * random.NextDouble());
            joules += watts / Rate;
            series.Add(new Timestamp((long)(i * (1e9 / Rate))), counter ? joules % 65_536 : watts);
        }

        return series;
    }
}
