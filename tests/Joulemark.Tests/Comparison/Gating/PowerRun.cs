using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Statistics;

namespace Joulemark.Tests.Comparison.Gating;

/// <summary>Runs whose windows draw what a test says: one request a second of ten tokens, windows of four seconds.</summary>
internal static class PowerRun
{
    private const int Spacing = 6;
    private const int Length = 4;
    private const int First = 10;

    /// <summary>A run of windows with these powers.</summary>
    /// <param name="id">Name of the run, and of its benchmark.</param>
    /// <param name="watts">Mean power of each window.</param>
    /// <param name="isRight">Whether item i is answered right; null for a task without answers.</param>
    /// <param name="spec">Further values of the spec.</param>
    public static RunRecord Make(string id, IReadOnlyList<double> watts, Func<int, bool>? isRight = null, params (string Key, string Value)[] spec)
    {
        var one = SampleRun.Make(1);
        var run = one with
        {
            Header = one.Header with { Id = id, Name = id, Configurations = [one.Header.Configurations[0] with { HasAnswers = isRight is not null, TaskDistinctItems = 1000, TaskRequests = 1000 }] },
            Windows = [.. one.Windows.Where(w => w.Stage == Stage.IdleLoaded).Select(w => w with { Start = At(2), End = At(8) }), .. watts.Select((_, i) => one.Windows[^1] with { Repeat = i + 1, Start = At(Start(i)), End = At(Start(i) + Length) })],
            Requests = [.. watts.SelectMany((_, i) => Enumerable.Range(0, Length).Select(k => Request(one.Requests[0], i, k, isRight)))],
            Samples = [.. Samples(watts)],
        };
        return SampleRun.With(run, [("measure.repeats.min", "3"), ("measure.repeats.max", "3"), ("objectives.ttft-p99", "10s"), .. spec]);
    }

    /// <summary>A run whose windows scatter about a power; as many as are asked for, or until the run's own policy stops.</summary>
    public static RunRecord Scattered(string id, double watts, double scatter, SeededRandom random, int fewest, int most, Func<int, bool>? isRight = null)
    {
        var measure = Specs.Spec($"measure.repeats.min={fewest}", $"measure.repeats.max={most}").Measure;
        var windows = new List<double>();
        do
            windows.Add(watts * Math.Exp(scatter * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))));
        while (RepeatPolicy.StopReason(measure, windows.Count, [windows], TimeSpan.Zero, TimeSpan.Zero) is null);
        return Make(id, windows, isRight, ("measure.repeats.min", $"{fewest}"), ("measure.repeats.max", $"{most}"));
    }

    private static int Start(int window) => First + (window * Spacing);

    private static RequestRecord Request(RequestRecord like, int window, int index, Func<int, bool>? isRight)
    {
        var due = Start(window) + index + 0.05;
        var item = (window * Length) + index;
        return like with
        {
            Repeat = window + 1, Item = item, Scheduled = At(due), Sent = At(due + 0.0001), FirstByte = At(due + 0.09), FirstToken = At(due + 0.1), LastToken = At(due + 0.55), Ended = At(due + 0.94),
            Tokens = [.. Enumerable.Range(0, 10).Select(k => At(due + 0.1 + (0.05 * k)))],
            Score = isRight is null ? null : isRight(item) ? 1 : 0,
        };
    }

    private static IEnumerable<MeterSample> Samples(IReadOnlyList<double> watts)
    {
        double joules = 0;
        for (var i = 0; i <= 10 * (Start(watts.Count) + 1); i++)
        {
            var t = i / 10.0;
            yield return new MeterSample(At(t), "cpu0-package", joules * 2 / 3);
            yield return new MeterSample(At(t), "cpu0-dram", joules / 3);
            var window = (int)Math.Floor((t - First) / Spacing);
            joules += (window >= 0 && window < watts.Count && t < Start(window) + Length ? watts[window] : 10) / 10;
        }
    }

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
