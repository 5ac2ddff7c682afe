using System.Collections;
using System.Globalization;
using System.Text;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>A day at 10 Hz on four channels, and 200,000 requests.</summary>
public sealed class HugeReportTests
{
    private const int Ticks = 864_000;
    private const int Requests = 200_000;
    private const int Peak = 432_100; // one reading of one channel that nothing else is near

    private static readonly string[] Names = ["c0", "c1", "c2", "c3"];

    private static readonly Lazy<AnalysedRuns> Known = new(() => new AnalysedRuns());
    private static readonly Lazy<RunRecord> Day = new(Run);

    public static readonly Lazy<string> Page = new(() => HtmlReportWriter.Write(Day.Value, Known.Value.Of(Day.Value).Result, Known.Value));

    [Fact]
    public void Page_OfADay_IsBounded_AndKeepsThePeak()
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(Page.Value), 700_000, 2_000_000);
        var run = Day.Value;
        var timeline = PowerTimeline.Of(run, run.Machine.Channels.Select(c => c.Name).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(5, timeline.Series.Count);
        Assert.True(timeline.IsThinned);
        Assert.All(timeline.Series, s => Assert.InRange(s.Points.Count, 1000, PowerTimeline.MostPoints));
        Assert.True(timeline.Series.Sum(s => s.Points.Count) <= PowerTimeline.MostPointsOfAll);
        Assert.InRange(timeline.Series.First(s => s.Name == "c1").Points.Max(p => p.Watts ?? 0), 500, 1000); // a mean with its neighbour, and far above all else
        Assert.Contains("are thinned to at most 4,000 points a channel", Page.Value, StringComparison.Ordinal);
        var latencies = LatencyDistribution.Of(SampleRun.Configuration, MeasuredRequests.Of(run)[SampleRun.Configuration]);
        Assert.InRange(latencies.Ttft.Count, LatencyDistribution.MostPoints / 2, LatencyDistribution.MostPoints + LatencyDistribution.SlowestKept);
        Assert.Equal(1, latencies.Ttft[^1].Share);
    }

    [Fact]
    public void Figures_OfADay_AreThoseOfEveryRequest_WhateverIsDrawn()
    {
        // Independently: the requests due inside a window, which ends before its last instant, sorted, and Hyndman and Fan's quantile of type 7.
        var run = Day.Value;
        var windows = run.Windows.Where(w => w.Stage == Stage.Window).Select(w => (Start: w.Start.Nanoseconds, End: w.End.Nanoseconds)).ToList();
        List<(double Ttft, double E2e)> measured = [];
        for (var i = 0; i < run.Requests.Count; i++)
        {
            var request = run.Requests[i];
            var due = request.Scheduled.Nanoseconds;
            if (windows.Exists(w => w.Start <= due && due < w.End))
                measured.Add(((request.FirstToken!.Value.Nanoseconds - due) / 1e9, (request.Ended.Nanoseconds - due) / 1e9));
        }

        Assert.InRange(measured.Count, 190_000, Requests - 1); // some are due between windows

        static double Quantile(IEnumerable<double> values, double share)
        {
            var sorted = values.Order().ToList();
            var (at, place) = ((sorted.Count - 1) * share, (int)((sorted.Count - 1) * share));
            return place + 1 == sorted.Count ? sorted[place] : sorted[place] + ((at - place) * (sorted[place + 1] - sorted[place]));
        }

        var figures = Known.Value.Of(run).Result.Configurations[SampleRun.Configuration].Metrics;
        var page = System.Net.WebUtility.HtmlDecode(Page.Value);
        foreach (var (name, share, values) in new (string, double, IEnumerable<double>)[]
        {
            ("ttft_p90", 0.9, measured.Select(m => m.Ttft)), ("ttft_p99", 0.99, measured.Select(m => m.Ttft)), ("e2e_p99", 0.99, measured.Select(m => m.E2e)),
        })
        {
            var expected = Quantile(values, share);
            Assert.Equal(expected, figures[name].Value!.Value, 1e-7); // times are counted in ticks of 100 ns
            Assert.Equal(measured.Count, figures[name].N);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"<td title=\"n = {measured.Count}; {figures[name].Method}\">{expected * 1000:0} ms<"), page, StringComparison.Ordinal);
        }

        Assert.Equal(windows.Count, figures["energy_per_request"].N);
    }

    private static RunRecord Run()
    {
        var run = SampleRun.Make();
        var request = run.Requests[0];
        static Timestamp At(double seconds) => new((long)(seconds * 1e9));
        return run with
        {
            Machine = run.Machine with { Channels = [.. Enumerable.Range(0, 4).Select(i => run.Machine.Channels[0] with { Name = Names[i], Part = MachinePart.Gpu, DeviceId = $"gpu{i}", Device = i, Reading = ReadingKind.Power })] },
            Header = run.Header with { Boundary = Boundary.Gpu },
            Windows =
            [
                run.Windows[0],
                .. Enumerable.Range(0, 20).Select(i => run.Windows[1] with { Repeat = i + 1, Start = At(100 + (i * 4000)), End = At(100 + (i * 4000) + 3900) }),
            ],
            Samples = new Made<MeterSample>(Ticks * 4, i => new MeterSample(At(i / 4 / 10.0), Names[i % 4], i / 4 == Peak && i % 4 == 1 ? 1000 : 100 + (i * 7919L % 13))),
            Requests = new Made<RequestRecord>(Requests, i =>
            {
                var due = 100 + (i * 0.39);
                var first = due + 0.05 + (i * 104729L % 1000 / 10_000.0);
                return request with
                {
                    Repeat = 1, Item = i % 200, Scheduled = At(due), Sent = At(due), FirstByte = At(first), FirstToken = At(first), LastToken = At(first + 0.2), Ended = At(first + 0.2), Tokens = [At(first), At(first + 0.2)],
                };
            }),
        };
    }

    /// <summary>A list whose items are made when they are looked at.</summary>
    private sealed class Made<T>(int count, Func<int, T> make) : IReadOnlyList<T>
    {
        public int Count => count;

        public T this[int index] => make(index);

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
                yield return make(i);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
