using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Tests.Hardware;

/// <summary>A board's energy counter as eng/hardware/nvml_reader.py read it beside a run, on a clock of its own.</summary>
internal sealed class CounterReadings
{
    private readonly List<(double Time, double Joules)> _steps;

    private CounterReadings(List<(double Time, double Joules)> steps) => _steps = steps;

    /// <summary>The readings at which the counter had moved.</summary>
    public static CounterReadings Of(string file)
    {
        var readings = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Select(f => (Time: Number(f[0]), Joules: Number(f[5]) / 1000)).ToList();
        return new CounterReadings([.. readings.Skip(1).Where((r, i) => r.Joules != readings[i].Joules)]);
    }

    /// <summary>Seconds by which this clock is ahead of a run's: the same value of the counter was first seen at both.</summary>
    public double OffsetFrom(IEnumerable<MeterSample> samples)
    {
        var first = samples.Where(s => s.Reading is not null).GroupBy(s => Math.Round(s.Reading!.Value, 3)).ToDictionary(g => g.Key, g => g.Min(s => (s.Time - default(Timestamp)).TotalSeconds));
        var offsets = _steps.Where(s => first.ContainsKey(Math.Round(s.Joules, 3))).Select(s => s.Time - first[Math.Round(s.Joules, 3)]).Order().ToList();
        return offsets[offsets.Count / 2];
    }

    /// <summary>Joules at a time, on the straight line between two steps.</summary>
    public double At(double time)
    {
        var i = _steps.FindIndex(s => s.Time > time);
        var (a, b) = (_steps[i - 1], _steps[i]);
        return a.Joules + ((b.Joules - a.Joules) * (time - a.Time) / (b.Time - a.Time));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
