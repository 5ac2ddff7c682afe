using Joulemark.Running.Searching;
using Xunit;

namespace Joulemark.Tests.Running.Searching;

public sealed class HighestLoadSearchTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.9)]
    [InlineData(7.3)]
    [InlineData(11.0)]
    [InlineData(23.0)]
    [InlineData(33.33)]
    [InlineData(63.0)]
    public void Limit_InsideTheRange_IsFoundToWithinTheResolutionAndTheBound(double limit)
    {
        var bench = new Bench((_, _) => 1, (load, _) => load <= limit);
        var search = new HighestLoadSearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);

        var answer = bench.Play(search).Answer!.Value;

        Assert.InRange(answer, limit / 1.101, limit);
        Assert.StartsWith("by its figures ", Assert.IsType<Found>(bench.Play(search)).Reason, StringComparison.Ordinal); // the verdict is the result's
        Assert.True(bench.Windows <= search.MostWindows, $"{bench.Windows} windows of {search.MostWindows}");
        Assert.Equal(16, search.MostWindows); // seven by doubling, three halvings, three more of each of two
        Assert.Equal(2, bench.Repeated.Count(w => w.Value == Bench.Repeats));
        Assert.DoesNotContain(bench.Tried, load => load > 2 * limit); // the server is never asked for much more than it can do
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(31)]
    [InlineData(63)]
    public void Concurrency_ThatIsWhole_IsFoundExactlyWhereTheResolutionAllows(int limit)
    {
        var bench = new Bench((_, _) => 1, (load, _) => load <= limit);
        var search = new HighestLoadSearch(Bench.Range("load.concurrency", "{ from: 1, to: 64 }", resolution: 0.01), Bench.Repeats);

        Assert.Equal(limit, bench.Play(search).Answer);
        Assert.True(bench.Windows <= search.MostWindows);
        Assert.All(bench.Tried, load => Assert.Equal(Math.Round(load), load));
    }

    [Fact]
    public void LowestLoad_ThatFails_IsRepeatedAndThenSaid()
    {
        var bench = new Bench((_, _) => 1, (_, _) => false);

        var found = bench.Play(new HighestLoadSearch(Bench.Range("load.rate", "{ from: 2, to: 64 }"), Bench.Repeats));

        Assert.Null(found.Answer);
        Assert.Contains("no load meets the objectives: at 2, where the range begins, it is too slow", found.Reason, StringComparison.Ordinal);
        Assert.Equal(1 + Bench.Repeats, bench.Windows);
    }

    [Fact]
    public void HighestLoad_ThatMeets_SaysThatTheRangeEndsThere()
    {
        var bench = new Bench((_, _) => 1, (_, _) => true);

        var found = bench.Play(new HighestLoadSearch(Bench.Range("load.rate", "{ from: 1, to: 50 }"), Bench.Repeats));

        Assert.Equal(50, found.Answer);
        Assert.Contains("where the range ends", found.Reason, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 8, 16, 32, 50], bench.Tried);
        Assert.Equal(7 + Bench.Repeats, bench.Windows);
    }

    [Fact]
    public void List_OfLoads_IsSearchedByItsOwnValuesOnly()
    {
        var bench = new Bench((_, _) => 1, (load, _) => load <= 13);

        var found = bench.Play(new HighestLoadSearch(Bench.Range("load.concurrency", "[1, 2, 3, 5, 8, 12, 14, 20, 40]"), Bench.Repeats));

        Assert.Equal(12, found.Answer);
        Assert.All(bench.Tried, load => Assert.Contains(load, (double[])[1, 2, 3, 5, 8, 12, 14, 20, 40]));
    }

    [Fact]
    public void Curve_ThatFailsAndThenMeetsAgain_IsAnsweredBelowTheFirstFailure()
    {
        var bench = new Bench((_, _) => 1, (load, _) => load is <= 10 or >= 30);

        Assert.InRange(bench.Play(new HighestLoadSearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats)).Answer!.Value, 9, 10);
    }

    [Fact]
    public void Verdict_ThatTurnsRoundWhenRepeated_SendsTheSearchDown()
    {
        // 10 to 12 look good in their first window and are not.
        var bench = new Bench((_, _) => 1, (load, windows) => load < 10 || (load < 12 && windows == 1));

        var found = bench.Play(new HighestLoadSearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats));

        Assert.InRange(found.Answer!.Value, 10 / 1.101, 10);
        Assert.Equal(Bench.Repeats, bench.Repeated[found.Answer.Value]);
    }

    [Fact]
    public void NoisyLimit_IsFoundWithinItsNoiseAndFewWindows()
    {
        var most = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var noise = new Dictionary<(double, int), double>();

            // Windows of one load differ by 5 %; of several, the mean decides.
            double Noise(double load, int n) => noise.TryGetValue((load, n), out var known) ? known : noise[(load, n)] = 1 + (0.05 * Normal(random));
            var bench = new Bench((_, _) => 1, (load, n) => load * Enumerable.Range(1, n).Average(i => Noise(load, i)) <= 20);
            var search = new HighestLoadSearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);

            var found = bench.Play(search);

            Assert.InRange(found.Answer!.Value, 15, 25);
            most = Math.Max(most, bench.Windows);
            Assert.Equal(Bench.Repeats, bench.Repeated[found.Answer.Value]);
        }

        Assert.InRange(most, 1, 2 * 16);
    }

    internal static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
