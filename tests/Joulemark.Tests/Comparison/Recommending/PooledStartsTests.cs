using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Statistics;
using Joulemark.Storage;
using Joulemark.Tests.Comparison.Gating;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;
using static Joulemark.Tests.Comparison.Recommending.RecommenderTests;

namespace Joulemark.Tests.Comparison.Recommending;

/// <summary>Choices among configurations of several starts each, which scatter from start to start by more than windows do within one.</summary>
public sealed class PooledStartsTests
{
    private const double Between = 0.02;
    private const double Within = 0.01;
    private const int Windows = 3;
    private static readonly RecommendationOptions Plain = Objective("ttft-p50=10s"); // a 99th percentile needs more requests than these runs have

    [Fact]
    public void Starts_OfOneConfiguration_AreOneChoice_JudgedAsTheGateJudgesThem()
    {
        List<RunRecord> a = Fixed("a", 30, 31, 30.5), b = Fixed("b", 33, 34, 33.2);
        var result = Recommend(Plain, [b[0], a[0], a[1], b[1], b[2], a[2]]);
        Assert.Equal(("a", ExitCode.Done), (result.Pick, result.ExitCode));
        var (pick, other) = (result.Candidates[0], result.Candidates[1]);
        Assert.Equal((2, "a1", "b1"), (result.Candidates.Count, pick.Run, other.Run));
        Assert.Equal([["a1", "a2", "a3"], ["b1", "b2", "b3"]], result.Candidates.Select(c => c.Starts.Select(s => s.Run)));

        var gate = Gate.Judge([.. a.Select(r => (r, r.Header.Configurations[0]))], [.. b.Select(r => (r, r.Header.Configurations[0]))], new GatePolicy
        {
            Isolate = ["server.model"], Objectives = false, Rules = [new GateRule("energy_per_request") { MaxIncrease = 0 }, new GateRule("energy_per_request") { AtMost = 34 }],
        });
        Assert.Equal(gate.Rules[1].Candidate, other.Energy);
        Assert.Equal(gate.Rules[0].Change, other.RatioToPick); // of two configurations both are at 95 %
        Assert.Equal(RecommendationVerdict.RunnerUp, other.Verdict);
        Assert.Contains("; mean of 3 starts)", result.Answer, StringComparison.Ordinal);
        Assert.EndsWith("means over them: a1, a2, a3 of a; b1, b2, b3 of b", RecommendationText.Starts(result), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Diagnostics, d => d.Id is "JM7086" or "JM7087");
        var json = JsonSerializer.SerializeToElement(result, RecordJson.Indented.Recommendation).GetProperty("candidates")[0].GetProperty("starts");
        Assert.Equal([("a1", true), ("a2", true), ("a3", true)], json.EnumerateArray().Select(s => (s.GetProperty("run").GetString(), s.GetProperty("validity").GetProperty("valid").GetBoolean())));
    }

    /// <summary>The truth is within the interval of the one that is picked, as often as its level says; one start's own windows know nothing of the next.</summary>
    [Theory]
    [InlineData(3, 0.93, 0.99)]
    [InlineData(2, 0.93, 0.995)]
    [InlineData(1, 0.2, 0.85)]
    public void Interval_OfThePick_HoldsTheTruth(int starts, double least, double most)
    {
        const int trials = 300;
        var random = new SeededRandom(31, starts);
        var held = Enumerable.Range(0, trials).Count(_ =>
        {
            var result = Recommend(Plain, [.. Scattered("a", 30, starts, random), .. Scattered("b", 60, starts, random)]);
            Assert.Equal("a", result.Pick);
            return result.Candidates[0].Energy is { Lower: <= 30, Upper: >= 30 };
        });
        Assert.InRange(held / (double)trials, least, most);
    }

    /// <summary>Two that are equal are told apart in 5 % at most: about 20 of 400, and two standard errors more.</summary>
    [Theory]
    [InlineData(3, 0, 0.072)]
    [InlineData(1, 0.3, 0.8)] // one start each: their windows tell them apart, by what is of the starts
    public void Configurations_ThatAreEqual_AreSeldomToldApart(int starts, double least, double most)
    {
        const int trials = 400;
        var random = new SeededRandom(32, starts);
        var apart = Enumerable.Range(0, trials).Count(_ =>
            Recommend(Plain, [.. Scattered("a", 30, starts, random), .. Scattered("b", 30, starts, random)]).Candidates[1].Verdict == RecommendationVerdict.RunnerUp);
        Assert.InRange(apart / (double)trials, least, most);
    }

    [Fact]
    public void Configurations_OfTheSameRuns_ArePairedByRun()
    {
        var runs = new[] { 30.0, 36, 27, 40 }.Select((w, i) => SweepRun.Make($"r{i}", [MadePoint.Of(1, w, 100), MadePoint.Of(2, w * (1.1 + (0.01 * (i % 2))), 100)])).ToArray();
        var result = Recommend(new(), runs);
        Assert.Equal(["1", "2"], result.Candidates.Select(c => c.Name));
        Assert.All(result.Candidates, c => Assert.Equal(["r0", "r1", "r2", "r3"], c.Starts.Select(s => s.Run)));
        Assert.Contains("paired t by run", result.Candidates[1].RatioToPick!.Method, StringComparison.Ordinal);
        Assert.Equal(RecommendationVerdict.RunnerUp, result.Candidates[1].Verdict); // though runs differ by far more than the two
        Assert.EndsWith(": r0, r1, r2, r3 of 1 and of 2", RecommendationText.Starts(result), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoStarts_ThatDoNotTell_SayWhyAndHowManyWould()
    {
        var tied = Recommend(Plain, [.. Fixed("a", 30, 31), .. Fixed("b", 31, 31.5)]).Candidates[1];
        Assert.Equal(RecommendationVerdict.Tied, tied.Verdict);
        Assert.Matches("^not told apart from a over their starts: So few runs leave Student's t .* degrees? of freedom.*About [0-9]+ runs of each", tied.Notes[0]);
    }

    [Fact]
    public void OneStart_AgainstSeveral_IsTakenToScatterAsTheyDo()
    {
        var result = Recommend(Plain, [.. Fixed("a", 30, 31, 30.5), .. Fixed("b", 31)]);
        Assert.Equal([3, 1], result.Candidates.Select(c => c.Starts.Count));
        Assert.Contains("taken to scatter from start to start as the other does", result.Candidates[1].RatioToPick!.Method, StringComparison.Ordinal);
        Assert.Equal(RecommendationVerdict.Tied, result.Candidates[1].Verdict);
        Assert.Contains(Recommend(Plain, [.. Fixed("b", 31), .. Fixed("c", 35)]).Diagnostics, d => d.Id == "JM7086");
    }

    [Fact]
    public void Configuration_OfWhichOneStartIsNotValid_IsRejected_AndTheStartIsNamed()
    {
        var a = Fixed("a", 20, 20.3, 20.1);
        a[1] = a[1] with { Header = a[1].Header with { Status = RunStatus.Interrupted } };
        var result = Recommend(Plain, [.. a, .. Fixed("b", 33, 34, 33.2)]);
        Assert.Equal("b", result.Pick);
        var reason = Assert.Single(result.Candidates[1].Reasons, r => r.Code == "invalid");
        Assert.StartsWith("interrupted: start a2: ", reason.Evidence, StringComparison.Ordinal);
        Assert.Equal([true, false, true], result.Candidates[1].Starts.Select(s => s.Validity.Valid));
        Assert.Equal("a", Recommend(Plain, [a[0], a[2], .. Fixed("b", 33, 34, 33.2)]).Pick); // without it
    }

    [Fact]
    public void Runs_ThatDifferInAnythingThatMatters_AreNotStarts()
    {
        var a = Fixed("a", 30, 31);
        int Candidates(RecommendationOptions options, RunRecord other) => Recommend(options, [a[0], other]).Candidates.Count;
        Assert.Equal(1, Candidates(Plain, a[1]));
        Assert.Equal(2, Candidates(Plain, a[1].WithMachine(("cpu.model", "another"))));
        Assert.Equal(2, Candidates(Plain, a[1].WithSpec(("server.threads", "2"))));
        Assert.Equal(2, Candidates(Plain with { Allow = ["server.threads"] }, a[1].WithSpec(("server.threads", "2")))); // that may differ and be a choice all the same
        Assert.Equal(2, Candidates(Plain, a[1].WithConfiguration(c => c with { TaskHash = "1" })));
        Assert.Equal(2, Candidates(Plain, a[1] with { Header = a[1].Header with { Name = "another" } }));
        Assert.Equal(1, Candidates(Plain, a[1].WithMachine(("machine.installation", "another")))); // one of a kind
        var machines = a.Select((r, i) => r.WithMachine(("machine.installation", $"{i}"))).ToArray();
        Assert.Single(Recommend(Plain, machines).Candidates);
        Assert.Equal(["a1:a", "a2:a"], Recommend(Plain with { Isolate = ["machine.installation"] }, machines).Candidates.Select(c => c.Name));
    }

    [Fact]
    public void Runs_ThatTheRecordsDoNotTellToBeStarts_AreHeldApart_AndItIsSaid()
    {
        var a = Fixed("a", 30, 31, 32);
        var result = Recommend(Plain, a[0], a[1].WithMachine(("cpu.model", null)));
        Assert.Equal(2, result.Candidates.Count);
        Assert.Matches("^a1:a, a2:a may be starts of one configuration, .*: cpu.model is known of one only. The least of them is too low", Assert.Single(result.Diagnostics, d => d.Id == "JM7087").Message);

        int Candidates(Func<RunRecord, RunRecord> edit) => Recommend(Plain, [.. a.Select(edit)]).Candidates.Count;
        Assert.Equal(1, Candidates(r => r));
        Assert.Equal(3, Candidates(r => r with { Header = r.Header with { Import = new ImportOrigin { Tool = "vllm", Files = [] } } })); // a tool's results say little of the machine
        Assert.Equal(3, Candidates(r => r with { Header = r.Header with { Node = "node-1" } }));
    }

    [Fact]
    public void Point_ThatASearchOnlyPassedBy_IsNoStart()
    {
        static RunRecord Search(string id, int windows) => SweepRun.Make(id, [MadePoint.Of(1, 30, 100, windows), MadePoint.Of(2, 40, 100)], SweepRun.Over("load.concurrency") with { Search = SweepSpec.LeastEnergy });
        var result = Recommend(new(), Search("r0", 3), Search("r1", 2), Search("r2", 3));
        Assert.Equal([["r0", "r1", "r2"], ["r0", "r2"], ["r1"]], result.Candidates.Select(c => c.Starts.Select(s => s.Run)).OrderBy(s => s.Count() is 3 ? 0 : s.Count() is 2 ? 1 : 2));
        Assert.Contains("the search of r1 only passed by it", Assert.Single(result.Diagnostics, d => d.Id == "JM7087").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hardware_HasOnePriceForAllStarts_AndTheOneAtWhichAnotherIsCheaperNamesThemAll()
    {
        RunRecord[] runs = [.. Fixed("a", 30, 31, 30.5), .. Fixed("b", 33, 34, 33.2)];
        RecommendationOptions At(Func<string, double> price) => Plain with { Minimize = RecommendationGoal.Cost, Tariff = 0.3, HardwarePrices = runs.ToDictionary(r => r.Header.Id, r => price(r.Header.Id), StringComparer.Ordinal) };
        var result = Recommend(At(_ => 2), runs);
        Assert.Equal("a", result.Pick);
        Assert.Equal((30.5 / 3.6e6 * 300) + (1000.0 / 3600 * 2), result.Candidates[0].Cost!.Value!.Value, 1e-3);
        var change = Assert.Single(result.Changes, c => c.Options[0].StartsWith("--hardware-price a1 >", StringComparison.Ordinal));
        Assert.Equal(["a1", "a2", "a3"], change.Options.Select(o => o.Split(' ')[1]));
        Assert.Contains("the hardware of a1 and a2 and a3 rises above", change.Sentence, StringComparison.Ordinal);
        Assert.Equal(("a", "b"), (Recommend(At(r => r[0] == 'a' ? change.Price!.Value * 0.99999 : 2), runs).Pick, Recommend(At(r => r[0] == 'a' ? change.Price!.Value * 1.00001 : 2), runs).Pick));

        var apart = Recommend(At(r => r == "a3" ? 1 : 2), runs);
        Assert.Equal(("a3:a", 3), (apart.Pick, apart.Candidates.Count));
        Assert.Contains("a3:a, a1:a may be starts of one configuration, and each is held by itself: their hardware has prices of its own", Assert.Single(apart.Diagnostics, d => d.Id == "JM7087").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_OfTooFewRequestsInAStart_IsUndecided_HoweverAlikeStartsAre()
    {
        RunRecord[] few = [.. Fixed("a", 30, 31, 30.5)];
        var reason = Assert.Single(Recommend(Objective("ttft-p99=10s"), few).Candidates[0].Reasons);
        Assert.Equal("objective-undecided", reason.Code);
        Assert.Contains("more requests in each", reason.Remedy, StringComparison.Ordinal);
        Assert.Equal("a", Recommend(Plain, few).Pick);

        // Each start keeps the limit by itself; how the next one would differ is not known well enough of two.
        RunRecord[] two = [Slower(few[0], 10), Slower(few[1], 60)];
        Assert.All(two, r => Assert.Equal("a", Recommend(Objective("ttft-p50=200ms"), r).Pick));
        Assert.Equal("objective-undecided", Assert.Single(Recommend(Objective("ttft-p50=200ms"), two).Candidates[0].Reasons).Code);
    }

    [Fact]
    public void Accuracy_ThatScattersFromStartToStart_IsKnownNoBetter()
    {
        RunRecord[] runs = [.. new[] { 90, 70, 99 }.Select((right, i) => Start("a", i, Fill(30), item => item * 37 % 100 < right))];
        Assert.All(runs, r => Assert.Equal("a", Recommend(Plain with { MinAccuracy = 0.6 }, r).Pick));
        var result = Recommend(Plain with { MinAccuracy = 0.6 }, runs);
        var accuracy = result.Candidates[0].Accuracy;
        Assert.True(accuracy.Lower < 0.6);
        Assert.Equal(1, accuracy.Upper);
        var reason = Assert.Single(result.Candidates[0].Reasons);
        Assert.Equal("accuracy-undecided", reason.Code);
        Assert.Contains("measure more runs of each", reason.Remedy, StringComparison.Ordinal);
        static double[] Fill(double watts) => [.. Enumerable.Repeat(watts, 60)];
    }

    [Fact]
    public void Figure_ThatOneStartLacks_IsNone_AndTheStartIsNamed()
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 3).Select(i => Start("a", i, [30, 30.2, 30.1], i == 2 ? null : _ => true))];
        Assert.StartsWith("a3 has none: ", Recommend(Plain, runs).Candidates[0].Accuracy.Method, StringComparison.Ordinal);
        Assert.Equal("no-accuracy", Assert.Single(Recommend(Plain with { MinAccuracy = 0.1 }, runs).Candidates[0].Reasons).Code);
    }

    /// <summary>Starts whose windows hardly scatter, each at a power of its own.</summary>
    private static List<RunRecord> Fixed(string name, params double[] watts) => [.. watts.Select((w, i) => Start(name, i, [w * 0.9999, w, w * 1.0001]))];

    private static List<RunRecord> Scattered(string name, double watts, int count, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(i => Of(name, PowerRun.Scattered($"{name}{i + 1}", watts * Math.Exp(Between * NormalDistribution.Quantile(Math.Max(1e-12, random.NextDouble()))), Within, random, Windows, Windows)))];

    private static RunRecord Start(string name, int index, IReadOnlyList<double> watts, Func<int, bool>? isRight = null) => Of(name, PowerRun.Make($"{name}{index + 1}", watts, isRight));

    /// <summary>The run as a start of a configuration of this name and model.</summary>
    private static RunRecord Of(string name, RunRecord run) => Named(run with { Header = run.Header with { Name = "starts" } }, name).WithSpec(("server.model", name));
}
