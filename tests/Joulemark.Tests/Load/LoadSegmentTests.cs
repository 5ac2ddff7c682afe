using CsCheck;
using Joulemark.Load;
using Joulemark.Planning;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Load;

public sealed class LoadSegmentTests
{
    [Fact]
    public void Times_OfAnyStretches_FollowTheirRates() =>
        Gen.Select(Gen.Double[0, 50], Gen.Double[0, 50], Gen.Double[1, 20]).Array[1, 5].Where(s => s.Sum(x => (x.Item1 + x.Item2) * x.Item3) > 20).Sample(parts =>
        {
            var start = 0.0;
            var segments = new List<LoadSegment>();
            foreach (var (from, to, length) in parts)
            {
                segments.Add(new LoadSegment(start, length, from, to));
                start += length;
            }

            var times = LoadSegment.Times(segments, Arrivals.Times("constant", 1, new SeededRandom(1))).ToList();

            // With constant arrivals the number of requests by any time is the area under the rate, rounded down.
            Assert.Equal(times.Order(), times);
            Assert.Equal(segments.Sum(s => (s.From + s.To) / 2 * s.Length), times.Count, 1.001);
            for (var i = 0; i < times.Count; i++)
                Assert.Equal(i + 1, segments.Sum(s => Area(s, times[i])), 1e-6);
        }, iter: 300);

    [Fact]
    public void Ramp_OfConcurrency_HoldsEachLevelForItsShare()
    {
        var up = LoadSegment.Ramp(Spec("load.kind=ramp", "load.from=2", "load.to=5", "load.over=8s"));
        Assert.Equal([(0.0, 2.0, 2.0), (2, 2, 3), (4, 2, 4), (6, 2, 5)], up.Select(s => (s.Start, s.Length, s.From)));
        Assert.Equal([5.0, 4, 3, 2], LoadSegment.Ramp(Spec("load.kind=ramp", "load.from=5", "load.to=2", "load.over=8s")).Select(s => s.From));
    }

    [Fact]
    public void Steps_FollowEachOther() =>
        Assert.Equal([(0.0, 1.0), (3, 16), (6, 4)], LoadSegment.Steps(Spec("load.kind=steps", "load.levels=[1, 16, 4]", "load.hold=3s")).Select(s => (s.Start, s.From)));

    private static LoadSpec Spec(params string[] settings) => Specs.Spec(settings).Load;

    private static double Area(LoadSegment segment, double until)
    {
        var time = Math.Clamp(until - segment.Start, 0, segment.Length);
        return (segment.From * time) + ((segment.To - segment.From) * time * time / (2 * segment.Length));
    }
}
