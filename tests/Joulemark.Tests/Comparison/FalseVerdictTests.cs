using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Starts;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison;

/// <summary>How often two configurations that are alike are found to differ, and how often a figure's interval holds it.</summary>
public sealed class FalseVerdictTests
{
    private const int Items = 100;
    private const double Right = 0.6;
    private static readonly ConfigurationEvidence Evidence = Of(PowerRun.Make("a", [30, 30, 30, 30, 30], _ => true));

    [Fact]
    public void EnergyPerCorrect_OfTheSameItemsAskedAgain_IsNoVerdictOfTheirLuck()
    {
        // Two models that are equally often right, each of them the same in every window: the windows show nothing of how few items there are.
        const int trials = 300;
        var random = new SeededRandom(21);
        var metric = WindowMetrics.Get(WindowMetrics.EnergyPerCorrect);
        var (different, held) = (0, 0);
        for (var trial = 0; trial < trials; trial++)
        {
            var hard = Enumerable.Range(0, Items).Select(_ => random.NextDouble()).ToArray(); // what both find hard they have in common
            var (a, b) = (Answering(hard, random), Answering(hard, random));
            different += MetricRatio.Of(metric, a, b)!.Interval() is { Lower: > 1 } or { Upper: < 1 } ? 1 : 0;
            held += metric.Estimate(a) is var figure && figure.Lower <= 1 / Right && 1 / Right <= figure.Upper ? 1 : 0;
        }

        Assert.InRange(different / (double)trials, 0, 0.08); // by the windows' scatter alone it is over 80 %
        Assert.InRange(held / (double)trials, 0.92, 1); // and under 20 %
    }

    [Fact]
    public void EnergyPerCorrect_SaysWhatItsItemsAreKnownTo_OnlyWhereTheyAreAskedAgain()
    {
        var metric = WindowMetrics.Get(WindowMetrics.EnergyPerCorrect);
        var again = metric.Estimate(Answering([.. Enumerable.Repeat(0.5, Items)], new SeededRandom(1)));
        Assert.Contains("asked again", again.Method, StringComparison.Ordinal);
        Assert.DoesNotContain("asked again", metric.Estimate(Evidence).Method, StringComparison.Ordinal);
    }

    [Fact]
    public void EnergyPerCorrect_OfWindowsWithFewRightAnswers_IsSaidToBeTooHigh_ByWhatItIs()
    {
        // Ten answers a window out of a hundred items, of which sixty are right: 1/E[c] is 1/6 of a joule, and the mean of 1/c is more.
        var random = new SeededRandom(27);
        var answers = new TaskAnswers(Evidence.Configuration);
        for (var i = 0; i < Items; i++)
            answers.Add(Evidence.Requests[0] with { Item = i, Score = i < Right * Items ? 1 : 0 });
        var configuration = Evidence.Configuration with { TaskDistinctItems = Items };
        ConfigurationEvidence Asking(int answered) => Evidence with
        {
            Configuration = configuration, Answers = answers,
            Windows = [.. Enumerable.Range(0, 400).Select(_ => Evidence.Windows[0] with
            {
                Gross = new Energy(1), Uncertainty = Energy.Zero,
                Counts = new WorkCounts { Scored = answered, CorrectEquivalents = Enumerable.Range(0, Items).OrderBy(_ => random.NextDouble()).Take(answered).Count(i => i < Right * Items) },
            })],
        };
        var few = Asking(10);
        var bias = (few.Windows.Average(w => 1 / w.Counts.CorrectEquivalents) * few.Windows.Average(w => w.Counts.CorrectEquivalents)) - 1;
        Assert.Equal("JM5044", WindowNotes.FewRight(few)!.Id);
        Assert.InRange(bias, 0.05, 0.10);
        Assert.Contains("about 6.", WindowNotes.FewRight(few)!.Message, StringComparison.Ordinal);
        Assert.Null(WindowNotes.FewRight(Asking(Items))); // every window asks them all
    }

    [Fact]
    public void WindowsThatWouldTell_AreNotNamed_WhereItemsAreTooFew()
    {
        var metric = WindowMetrics.Get(WindowMetrics.EnergyPerCorrect);
        var (random, hard) = (new SeededRandom(3), Enumerable.Repeat(0.5, Items).ToArray());
        var ratio = MetricRatio.Of(metric, Answering(hard, random), Answering(hard, random))!;
        Assert.Null(ratio.RepeatsToTellFrom(ratio.Value * 1.02, 0.95)); // no number of windows adds items
        Assert.True(ratio.SmallestDetectable > 0.1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void Front_OfConfigurationsThatAreAlike_SeldomCallsOneDominated(int windows)
    {
        // Six are fifteen pairs: each told at 5 %, more than four in ten of such runs have one that "does not pay".
        const int trials = 120;
        var random = new SeededRandom(22, windows);
        var found = Enumerable.Range(0, trials).Count(_ =>
        {
            var six = Enumerable.Range(0, 6).Select(c => Scattered($"c{c}", windows, random)).ToList();
            return EnergyAccuracyFront.Find(six, (_, _) => true, _ => Validity.From([])).Any(f => f.Kind == "dominated");
        });
        Assert.InRange(found / (double)trials, 0, 0.08);
    }

    [Fact]
    public void NetEnergy_OfAMachineWhoseIdlePowerRises_HoldsWhatItIs()
    {
        // Warm boards leak more: idle power goes up by 5 % of 80 W, and the windows' is somewhere between that before and after.
        const int trials = 500;
        var random = new SeededRandom(23);
        var metric = WindowMetrics.Get("net_energy_per_request");
        var (held, seconds) = (0, Evidence.Windows[0].Duration.TotalSeconds);
        for (var trial = 0; trial < trials; trial++)
        {
            var (before, after, between) = (80, 84, 80 + (4 * random.NextDouble()));
            var watts = Evidence.Windows.Select(_ => 300 + (2 * Normal(random))).ToList();
            var run = Evidence with
            {
                IdleUncertainty = IdleUncertainty.Of([0.1], new Power(before), new Power(after)),
                Windows = [.. Evidence.Windows.Zip(watts, (w, p) => w with { Gross = new Energy(p * seconds), Net = new Energy((p - before) * seconds), Uncertainty = new Energy(0.1), NetUncertainty = new Energy(0.1), Counts = new WorkCounts { RequestEquivalents = seconds } })],
            };
            var figure = metric.Estimate(run);
            held += figure.Lower <= 300 - between && 300 - between <= figure.Upper ? 1 : 0;
        }

        Assert.InRange(held / (double)trials, 0.93, 1); // without the drift 56 %
    }

    [Fact]
    public void NetEnergy_OfTwoRuns_OfOneServer_IsSeldomFoundToDiffer()
    {
        // Each run's idle power went up by 5 % of 80 W meanwhile; by the windows alone, six in ten such pairs differ.
        const int trials = 400;
        var random = new SeededRandom(24);
        var metric = WindowMetrics.Get("net_energy_per_request");
        var different = Enumerable.Range(0, trials).Count(_ => MetricRatio.Of(metric, Warming(random), Warming(random))!.Interval() is { Lower: > 1 } or { Upper: < 1 });
        Assert.InRange(different / (double)trials, 0, 0.07);
        Assert.EndsWith("how well idle power is known", MetricRatio.Of(metric, Warming(random), Warming(random))!.Estimate().Method, StringComparison.Ordinal);
        Assert.DoesNotContain("idle", MetricRatio.Of(WindowMetrics.Get(WindowMetrics.EnergyPerRequest), Warming(random), Warming(random))!.Estimate().Method, StringComparison.Ordinal);
    }

    [Fact]
    public void IdleShare_IsUncertainAsIdlePowerIs()
    {
        var metric = WindowMetrics.Get("idle_share");
        var run = Warming(new SeededRandom(25)) with { Idle = new Power(80) };
        Assert.Equal(run.IdleUncertainty / 300, metric.IdlePart(run), 4);
        Assert.Equal(0, WindowMetrics.Get(WindowMetrics.EnergyPerRequest).IdlePart(run));
    }

    [Theory]
    [InlineData(Items)] // each window asks all
    [InlineData(Items / 3)] // or a third of them: no window asks any again, and every start asks the same
    public void EnergyPerCorrect_OverSeveralStarts_IsNoVerdictOfTheItemsLuck(int scored)
    {
        const int trials = 150, starts = 3;
        var random = new SeededRandom(26);
        var run = PowerRun.Make("a", [30, 30, 30], _ => true);
        var start = Start.Of((run, run.Header.Configurations[0]));
        var different = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var hard = Enumerable.Range(0, Items).Select(_ => random.NextDouble()).ToArray();
            IReadOnlyList<Start> Side() => Answering(hard, random) is var first
                ? [.. Enumerable.Range(0, starts).Select(s => start with { Run = run with { Header = run.Header with { Id = $"{trial}-{s}-{random.NextDouble()}" } }, Evidence = first with { Windows = [.. Noisy(first.Windows, random).Take(3).Select(w => w with { Counts = w.Counts with { Scored = scored } })] } })] : [];
            different += StartRatio.Of(WindowMetrics.EnergyPerCorrect, Side(), Side())!.Interval(0.95) is { Lower: > 1 } or { Upper: < 1 } ? 1 : 0;
        }

        Assert.InRange(different / (double)trials, 0, 0.09); // by the runs' scatter alone it is nearly 90 %
    }

    /// <summary>A run on a machine whose idle power goes up from 80 to 84 W, and is somewhere between in its windows.</summary>
    private static ConfigurationEvidence Warming(SeededRandom random)
    {
        var seconds = Evidence.Windows[0].Duration.TotalSeconds;
        var (before, between) = (80, 4 * random.NextDouble());
        return Evidence with
        {
            IdleUncertainty = IdleUncertainty.Of([0.1], new Power(before), new Power(before + 4)),
            Windows = [.. Evidence.Windows.Select(w => 300 + between + (0.5 * Normal(random))).Select((p, i) => Evidence.Windows[i] with
            {
                Gross = new Energy(p * seconds), Net = new Energy((p - before) * seconds), Uncertainty = new Energy(0.1), NetUncertainty = new Energy(0.1), Counts = new WorkCounts { RequestEquivalents = seconds },
            })],
        };
    }

    private static IReadOnlyList<WindowFigures> Noisy(IReadOnlyList<WindowFigures> windows, SeededRandom random) =>
        [.. windows.Select(w => w with { Gross = w.Gross * (1 + (0.01 * Normal(random))) })];

    private static ConfigurationEvidence Of(RunRecord run)
    {
        RunJudge.Judge(run, out var evidence);
        return evidence[0];
    }

    /// <summary>A configuration whose windows ask all items, and get the same answers each time.</summary>
    private static ConfigurationEvidence Answering(double[] hard, SeededRandom random)
    {
        // Whether an item is right depends on how hard it is, and on luck; over all items it is so in 60 % of cases.
        var right = hard.Select(h => (0.5 * h) + (0.5 * random.NextDouble()) < Level ? 1 : 0).ToArray();
        var answers = new TaskAnswers(Evidence.Configuration);
        foreach (var (i, r) in right.Index())
            answers.Add(Evidence.Requests[0] with { Item = i, Score = r });
        return Evidence with
        {
            Answers = answers,
            Windows = [.. Evidence.Windows.Select(w => w with { Gross = new Energy(Items * (1 + (0.01 * Normal(random)))), Uncertainty = Energy.Zero, Counts = new WorkCounts { Scored = Items, Correct = right.Sum(), RequestEquivalents = Items, CorrectEquivalents = right.Sum() } })],
        };
    }

    private const double Level = 0.5527864; // the mean of two uniform numbers is below it in 60 % of cases

    private static ConfigurationEvidence Scattered(string name, int windows, SeededRandom random) => Evidence with
    {
        Configuration = Evidence.Configuration with { Name = name },
        Answers = new TaskAnswers(Evidence.Configuration), // nothing but energy
        Windows = [.. Enumerable.Range(1, windows).Select(i => Evidence.Windows[0] with { Repeat = i, Gross = new Energy(100 * (1 + (0.02 * Normal(random)))), Uncertainty = Energy.Zero })],
    };

    private static double Normal(SeededRandom random) => NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));
}
