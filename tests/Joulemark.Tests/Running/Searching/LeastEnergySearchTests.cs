using Joulemark.Running.Searching;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Running.Searching;

public sealed class LeastEnergySearchTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(23.5)]
    [InlineData(50)]
    public void Valley_InsideTheRange_IsFoundToWithinTheResolutionAndTheBound(double least)
    {
        var bench = new Bench((load, _) => 1 + Math.Pow(Math.Log(load / least), 2), (_, _) => true);
        var search = new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);

        Assert.InRange(bench.Play(search).Answer!.Value, least / 1.11, least * 1.11);
        Assert.True(bench.Windows <= search.MostWindows, $"{bench.Windows} windows of {search.MostWindows}");
        Assert.Equal(25, search.MostWindows); // seven coarse, three for the spread, three halvings on two sides, three more of each of three
    }

    [Fact]
    public void EnergyThatFallsUntilTheObjectivesFail_IsFoundAtTheLastLoadThatMeetsThem()
    {
        var bench = new Bench((load, _) => 1 / load, (load, _) => load <= 21);
        var search = new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);

        var found = bench.Play(search);

        Assert.InRange(found.Answer!.Value, 21 / 1.11, 21);
        Assert.True(bench.Windows <= search.MostWindows);
        Assert.DoesNotContain(bench.Tried, load => load > 32);
    }

    [Fact]
    public void Minimum_AtTheEndOfTheRange_IsSaidToBeThere()
    {
        var bench = new Bench((load, _) => 1 / load, (_, _) => true);

        var found = bench.Play(new LeastEnergySearch(Bench.Range("load.concurrency", "{ from: 1, to: 32 }"), Bench.Repeats));

        Assert.Equal(32, found.Answer);
        Assert.Contains("where the range ends; it may be less beyond", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Minimum_AtTheBeginning_IsSaidToBeThere() =>
        Assert.Contains("where the range begins", new Bench((load, _) => load, (_, _) => true)
            .Play(new LeastEnergySearch(Bench.Range("load.concurrency", "{ from: 1, to: 32 }"), Bench.Repeats)).Reason, StringComparison.Ordinal);

    [Fact]
    public void FlatCurve_WithinTheNoise_IsNotHalved()
    {
        var search = new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);
        var windows = Enumerable.Range(0, 100).Select(seed =>
        {
            var bench = new Bench(Noisy(seed, _ => 1, 0.03), (_, _) => true);
            bench.Play(search);
            Assert.True(bench.Windows <= 2 * search.MostWindows, $"{bench.Windows} windows");
            return bench.Tried.Count;
        }).Order().ToList();

        Assert.Equal(7, windows[80]); // the coarse values and nothing between; two pairs of windows may be alike by chance
    }

    [Fact]
    public void NoisyValley_EndsWithinItsFlatAndFewWindows()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var bench = new Bench(Noisy(seed, load => 1 + Math.Pow(Math.Log(load / 10), 2), 0.02), (_, _) => true);
            var search = new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);

            var found = bench.Play(search);

            Assert.InRange(found.Answer!.Value, 6, 16); // 1 + ln²(1.6) is 22 % above the least
            Assert.True(bench.Windows <= 2 * search.MostWindows, $"{bench.Windows} windows");
            Assert.Equal(Bench.Repeats, bench.Repeated[found.Answer.Value]);
        }
    }

    [Fact]
    public void TwoValleys_AreAnsweredByTheDeeperOfThoseThatTheCoarseLookSees()
    {
        var bench = new Bench((load, _) => Math.Min(1 + Math.Pow(Math.Log(load / 3), 2), 0.8 + Math.Pow(Math.Log(load / 40), 2)), (_, _) => true);

        Assert.InRange(bench.Play(new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats)).Answer!.Value, 36, 44);
    }

    [Fact]
    public void PowerLimit_ThatIsNoLoad_IsLookedAtOnBothSidesOfAFailure()
    {
        // Too little power misses the objectives, more meets them at a price.
        var bench = new Bench((watts, _) => watts, (watts, _) => watts >= 290);

        var found = bench.Play(new LeastEnergySearch(Bench.Range("controls.gpu.power-limit", "{ from: 200W, to: 400W, step: 50W }", 0.02), Bench.Repeats));

        Assert.InRange(found.Answer!.Value, 290, 297);
    }

    [Fact]
    public void Points_ThatAllFail_AreNoAnswer()
    {
        var bench = new Bench((_, _) => 1, (_, _) => false);

        var found = bench.Play(new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats));

        Assert.Null(found.Answer);
        Assert.Contains("at 1 it is too slow", found.Reason, StringComparison.Ordinal);
        Assert.Equal([1], bench.Tried);
    }

    [Fact]
    public void Points_WithoutEnergy_AreNoAnswer() =>
        Assert.Equal("no point's energy is known", new Bench((_, _) => double.PositiveInfinity, (_, _) => true)
            .Play(new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 4 }"), Bench.Repeats)).Reason);

    [Theory]
    [InlineData(0.0)] // all points use the same: which is least is chance alone
    [InlineData(0.02)] // a shallow valley, within the scatter for the most part
    public void FigureOfTheAnswer_HoldsTheTruthAsOftenAsItSays_ThoughItWasChosenForTheLeast(double depth)
    {
        const int Searches = 2000;
        const double Spread = 0.05;
        double Truth(double load) => 1 + (depth * Math.Pow(Math.Log(load / 8), 2));
        var search = new LeastEnergySearch(Bench.Range("load.rate", "{ from: 1, to: 64 }"), Bench.Repeats);
        var (held, repeats, trials) = (0, new List<double>(), new List<double>());
        for (var seed = 0; seed < Searches; seed++)
        {
            var bench = new Bench(Noisy(seed, Truth, Spread), (_, _) => true);
            var answer = bench.At(bench.Play(search).Answer!.Value);
            Assert.Equal(Bench.Repeats, answer.Repeats);
            var figure = MeanInterval.Of(answer.Energies);
            held += figure.Lower <= Truth(answer.Value) && Truth(answer.Value) <= figure.Upper ? 1 : 0;
            repeats.Add(Math.Log(figure.Value / Truth(answer.Value)));
            trials.Add(Math.Log(SearchPoint.Mean(answer.Trials) / Truth(answer.Value)));
        }

        Assert.InRange(held / (double)Searches, 0.935, 0.965);
        Assert.InRange(repeats.Average(), -0.1 * Spread / Math.Sqrt(Bench.Repeats), 0.1 * Spread / Math.Sqrt(Bench.Repeats)); // a tenth of its standard error
        Assert.InRange(trials.Average(), double.NegativeInfinity, -0.5 * Spread); // what the windows that it was chosen by would say
    }

    [Fact]
    public void Neighbour_ThatItsRepeatsShowToUseLess_TakesTheChoice()
    {
        // 8 looked best in its first window, by chance; 16 uses less.
        var bench = new Bench((load, n) => (load switch { 8 => n == 1 ? 0.9 : 1.2, 16 => 1, _ => 2 }) * (1 + (0.001 * (n % 3))), (_, _) => true);

        Assert.Equal(16, bench.Play(new LeastEnergySearch(Bench.Range("load.concurrency", "{ from: 4, to: 32 }", 2), Bench.Repeats)).Answer);
    }

    private static Func<double, int, double> Noisy(int seed, Func<double, double> energy, double spread)
    {
        var random = new Random(seed);
        var seen = new Dictionary<(double, int), double>();
        return (load, n) => seen.TryGetValue((load, n), out var known) ? known
            : seen[(load, n)] = energy(load) * (1 + (spread * HighestLoadSearchTests.Normal(random)));
    }
}
