using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Tests.Comparison.Sweeping;

/// <summary>A point of a made sweep: what each of its windows draws and gets done.</summary>
/// <param name="Load">Value of the swept key.</param>
/// <param name="Watts">Mean power of each window.</param>
/// <param name="Requests">Requests of each window, ten tokens each.</param>
internal sealed record MadePoint(double Load, IReadOnlyList<double> Watts, IReadOnlyList<int> Requests)
{
    public double Ttft { get; init; } = 0.05;

    public string Key { get; init; } = "load.concurrency";

    public IReadOnlyList<(string Key, string Value)> Beside { get; init; } = [];

    public string Name => string.Join(", ", Beside.Select(b => b.Value).Append(FormattableString.Invariant($"{Load}")));

    /// <summary>A point with as many windows of the same.</summary>
    public static MadePoint Of(double load, double watts, int requests, int windows = 3) => new(load, [.. Enumerable.Repeat(watts, windows)], [.. Enumerable.Repeat(requests, windows)]);

    /// <summary>A point whose windows scatter about its means.</summary>
    public static MadePoint Scattered(double load, double watts, int requests, double scatter, SeededRandom random, int windows = 3)
    {
        double Draw() => Math.Exp(scatter * NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12)));
        return new MadePoint(load, [.. Enumerable.Range(0, windows).Select(_ => watts * Draw())], [.. Enumerable.Range(0, windows).Select(_ => (int)Math.Round(requests * Draw()))]);
    }
}

/// <summary>Runs of a sweep, with windows of four seconds one after the other.</summary>
internal static class SweepRun
{
    private const int Spacing = 6;
    private const int Length = 4;
    private const int First = 10;

    public static RunRecord Make(params IReadOnlyList<MadePoint> points) => Make("run-1", points);

    public static RunRecord Make(string id, IReadOnlyList<MadePoint> points, SweepRecord? sweep = null, params (string Key, string Value)[] spec)
    {
        var one = SampleRun.With(SampleRun.Make(1), [("measure.repeats.min", "3"), ("measure.repeats.max", "3"), .. spec]);
        var like = one.Header.Configurations[0];
        var windows = points.SelectMany((p, i) => p.Watts.Select((w, k) => (Point: p, Repeat: k + 1, Watts: w, Requests: p.Requests[k]))).Select((w, n) => (w.Point, w.Repeat, w.Watts, w.Requests, Start: First + (n * Spacing))).ToList();
        var all = windows.SelectMany(w => Requests(one.Requests[0], w.Point, w.Repeat, w.Start, w.Requests)).ToList();
        return one with
        {
            Header = one.Header with
            {
                Id = id,
                Sweep = sweep,
                Configurations = [.. points.Select(p => Configuration(like, p))],
            },
            Windows = [one.Windows[0] with { Configuration = null, Stage = Stage.Idle, Start = At(2), End = At(8) }, .. windows.Select(w => one.Windows[^1] with { Configuration = w.Point.Name, Repeat = w.Repeat, Start = At(w.Start), End = At(w.Start + Length) })],
            Requests = all,
            Samples = [.. Samples([.. windows.Select(w => w.Watts)])],
        };
    }

    /// <summary>What a planned sweep over these keys says of itself.</summary>
    public static SweepRecord Over(params string[] keys) => new() { Keys = keys };

    private static ConfigurationRecord Configuration(ConfigurationRecord like, MadePoint point)
    {
        var spec = like.Spec.Where(v => v.Key != "objectives.ttft-p99").ToDictionary(StringComparer.Ordinal); // the sample's own
        var factors = point.Beside.Append((point.Key, Value: FormattableString.Invariant($"{point.Load}"))).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal);
        foreach (var (key, value) in factors)
            spec[key] = value;
        if (point.Key == "load.rate")
            spec["load.kind"] = "rate";
        return like with { Name = point.Name, Factors = factors, Spec = spec, HasAnswers = false, TaskRequests = 100_000, TaskDistinctItems = 100_000 };
    }

    /// <summary>As many streams as the load, each of them always busy; of an open loop, requests spread evenly.</summary>
    private static IEnumerable<RequestRecord> Requests(RequestRecord like, MadePoint point, int repeat, double start, int count)
    {
        var streams = point.Key == "load.concurrency" ? (int)point.Load : 1;
        for (var i = 0; i < count; i++)
        {
            var (stream, turn) = (i % streams, i / streams);
            var length = (Length - 0.05) / ((count / streams) + (stream < count % streams ? 1 : 0));
            yield return Request(like, point, repeat, start + 0.01 + (turn * length), length * 0.99, i);
        }
    }

    private static RequestRecord Request(RequestRecord like, MadePoint point, int repeat, double due, double length, int item)
    {
        var first = due + (point.Ttft * (1 + (item % 97 * 0.0001)));
        return like with
        {
            Configuration = point.Name, Repeat = repeat, Item = item, Scheduled = At(due), Sent = At(due + 0.0001), FirstByte = At(first - 0.001), FirstToken = At(first), LastToken = At(first + 0.009), Ended = At(due + Math.Max(length, point.Ttft + 0.01)),
            Tokens = [.. Enumerable.Range(0, 10).Select(k => At(first + (0.001 * k)))],
            Score = null,
        };
    }

    private static IEnumerable<MeterSample> Samples(IReadOnlyList<double> watts)
    {
        double joules = 0;
        for (var i = 0; i <= 10 * (First + (watts.Count * Spacing) + 1); i++)
        {
            var t = i / 10.0;
            yield return new MeterSample(At(t), "cpu0-package", joules * 2 / 3);
            yield return new MeterSample(At(t), "cpu0-dram", joules / 3);
            var window = (int)Math.Floor((t - First) / Spacing);
            joules += (window >= 0 && window < watts.Count && t < First + (window * Spacing) + Length ? watts[window] : 10) / 10;
        }
    }

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
