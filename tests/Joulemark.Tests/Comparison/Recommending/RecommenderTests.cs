using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Tests.Comparison.Gating;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Comparison.Recommending;

public sealed class RecommenderTests
{
    internal const int Many = 120; // windows: 480 requests, enough for a 99th percentile

    [Fact]
    public void Cheapest_IsPicked_AndTheOthersAreInOrder()
    {
        var result = Recommend(new(), Run("b", 33), Run("a", 30), Run("c", 36));
        Assert.Equal(("a", ExitCode.Done), (result.Pick, result.ExitCode));
        Assert.Equal(["a", "b", "c"], result.Candidates.Select(c => c.Name));
        Assert.Equal([RecommendationVerdict.Pick, RecommendationVerdict.RunnerUp, RecommendationVerdict.RunnerUp], result.Candidates.Select(c => c.Verdict));
        Assert.InRange(result.Candidates[1].RatioToPick!.Value!.Value, 1.09, 1.11);
        Assert.Contains("a uses the least energy of the 3 that qualify", result.Answer, StringComparison.Ordinal);
        Assert.Contains("8.36 Wh", result.Answer, StringComparison.Ordinal); // 30.1 J a request
        Assert.DoesNotContain(result.Changes, c => c.Candidate is not null); // only the pick's own limit, at which nobody qualifies: all are as fast
    }

    [Fact]
    public void Cheapest_WithoutAnInterval_IsNotPicked_AndTheSweepSaysTheSame()
    {
        var run = SweepRun.Make(MadePoint.Of(1, 25, 100, windows: 1), MadePoint.Of(2, 30, 100), MadePoint.Of(4, 40, 100));
        var result = Recommend(new(), run);
        Assert.Equal("2", result.Pick);
        Assert.Contains("2 has the lowest figure of those that have an interval, but cannot be told apart from 1", result.Answer, StringComparison.Ordinal);

        var sweep = Joulemark.Comparison.RunJudge.Judge(run).Sweep!;
        Assert.Equal("2", sweep.Series[0].Best);
        Assert.Contains("the least energy per output token of the 2 of 3 points that are valid and have an interval: 120 mJ", sweep.Answer, StringComparison.Ordinal);
        var only = Joulemark.Comparison.RunJudge.Judge(SweepRun.Make(MadePoint.Of(1, 25, 100, windows: 1), MadePoint.Of(2, 30, 100), MadePoint.Of(4, 40, 100, windows: 1))).Sweep!;
        Assert.Contains("concurrency 2, the only one of 3 points that is valid and has an interval: ", only.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_ThatSeveralRunsHave_StandBehindTheRunEach()
    {
        static RunRecord With(string id, string second)
        {
            var run = SweepRun.Make(id, [MadePoint.Of(1, 30, 100), MadePoint.Of(second == "2" ? 2 : 4, 40, 100)]);
            return run with { Header = run.Header with { Name = id } }; // of one benchmark the first of both would be starts of one configuration
        }

        Assert.Equal(["a:1", "b:1", "a:2", "b:4"], Recommend(new(), With("a", "2"), With("b", "4")).Candidates.Select(c => c.Name));
    }

    [Fact]
    public void Cheapest_ThatMissesTheObjective_IsRejected_UntilTheLimitThatIsNamed()
    {
        RunRecord[] runs = [Slower(Run("slow", 30), 100), Run("fast", 36)];
        var result = Recommend(Objective("ttft-p99=150ms"), runs);
        Assert.Equal("fast", result.Pick);
        var reason = Assert.Single(result.Candidates[1].Reasons);
        Assert.Equal("objective-not-met", reason.Code);
        var change = Assert.Single(result.Changes, c => c.Candidate == "slow");
        Assert.StartsWith("--objective ttft-p99=", Assert.Single(change.Options), StringComparison.Ordinal);
        Assert.Matches(@"^If ttft-p99 may be up to [0-9.]+ms, slow qualifies: [0-9.]+ J/request, [0-9.]+ % less than fast \(--objective ttft-p99=[0-9.]+ms\)$", change.Sentence);

        // What it says would change the answer does, and a limit just below does not.
        var at = change.Options[0].Split(' ')[1];
        Assert.Equal("slow", Recommend(Objective(at), runs).Pick);
        Assert.Equal("fast", Recommend(Objective("ttft-p99=195ms"), runs).Pick);
    }

    [Theory]
    [InlineData(20, "second")]
    [InlineData(0, null)] // as slow as the pick: nobody meets what it does not
    public void Pick_StopsQualifying_JustBelowItsOwnFigure_AndTheOneThatIsNamedFollows(double faster, string? next)
    {
        RunRecord[] runs = [Slower(Run("first", 30), 100), Slower(Run("second", 36), 100 - faster), Slower(Run("third", 40), 100 - faster)];
        var result = Recommend(Objective("ttft-p99=1s"), runs);
        Assert.Equal("first", result.Pick);

        var change = Assert.Single(result.Changes);
        Assert.Equal(next, change.Candidate);
        var limit = Seconds(Assert.Single(change.Options), "--objective ttft-p99=");
        var upper = result.Candidates[0].TtftP99.Upper!.Value;
        Assert.InRange(limit, upper * 0.99, upper - 1e-9); // of three digits, and below
        Assert.Contains($"first no longer meets it for certain (its interval reaches {Figures.Scaled(upper, "s")}): {(next is null ? "nothing is recommended" : "second follows")}", change.Sentence, StringComparison.Ordinal);

        Assert.Equal(next, Recommend(Objective(change.Options[0].Split(' ')[1]), runs).Pick);
        Assert.Equal(next, Recommend(new() { Objectives = Limit(upper * (1 - 1e-9)) }, runs).Pick);
        Assert.Equal("first", Recommend(new() { Objectives = Limit(upper) }, runs).Pick);
        Assert.Equal("first", Recommend(new() { Objectives = Limit(upper * (1 + 1e-9)) }, runs).Pick);
        static Dictionary<string, double> Limit(double seconds) => new(StringComparer.Ordinal) { ["ttft-p99"] = seconds };
    }

    [Fact]
    public void Pick_StopsQualifying_AboveTheAccuracyThatItHasForCertain()
    {
        RunRecord[] runs = [Run("first", 30, Many, i => i % 4 != 0), Run("second", 36, Many, i => i % 10 != 0), Run("worse", 33, Many, i => i % 2 == 0)];
        var result = Recommend(new(), runs);
        Assert.Equal("first", result.Pick);
        var change = Assert.Single(result.Changes, c => c.Candidate is not null);
        Assert.Equal("second", change.Candidate);

        var lower = result.Candidates[0].Accuracy.Lower!.Value;
        var floor = double.Parse(Assert.Single(change.Options).Split(' ')[1].TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100;
        Assert.InRange(floor, lower, lower + 0.001);
        Assert.Equal("second", Recommend(new() { MinAccuracy = floor }, runs).Pick);
        Assert.Equal("second", Recommend(new() { MinAccuracy = lower + 1e-9 }, runs).Pick);
        Assert.Equal("first", Recommend(new() { MinAccuracy = lower }, runs).Pick);
        Assert.Equal("first", Recommend(new() { MinAccuracy = floor - 0.001 }, runs).Pick);
    }

    [Fact]
    public void Pick_ThatIsAlwaysRight_HasNoAccuracyThatItStopsAt_BeyondAHundredPerCent()
    {
        Assert.Null(LimitText.Above(1));
        Assert.Equal("100.0%", LimitText.Above(0.9991));
        Assert.Equal("78.6%", LimitText.Above(0.785)); // as floating-point numbers have it, a hair below
        Assert.Equal(("5.82ms", "5.83ms", "5.82ms", "5.83ms"), (LimitText.Below(0.00583), LimitText.AtLeast(0.00583), LimitText.Below(0.005829), LimitText.AtLeast(0.005829)));
    }

    [Fact]
    public void OneObjective_IsGivenWithTheOthersOfTheSpecs_WhichItWouldReplace()
    {
        RunRecord[] runs = [Run("a", 30, Many, null, ("objectives.ttft-p99", "200ms"), ("objectives.e2e-p99", "10s")), Run("b", 36, Many, null, ("objectives.ttft-p99", "200ms"), ("objectives.e2e-p99", "10s"))];
        var result = Recommend(new(), runs);
        Assert.Equal("a", result.Pick);
        Assert.Equal(2, result.Changes.Count);
        Assert.Contains("--objective e2e-p99=10000ms", Assert.Single(result.Changes, c => c.Options[0].StartsWith("--objective ttft-p99=", StringComparison.Ordinal)).Options[1], StringComparison.Ordinal);
        Assert.Equal("--objective ttft-p99=200ms", Assert.Single(result.Changes, c => c.Options[0].StartsWith("--objective e2e-p99=", StringComparison.Ordinal)).Options[1]);
    }

    [Fact]
    public void RatiosToThePick_SayTheirConfidence()
    {
        Assert.Equal(0.95, Recommend(new(), Run("a", 30), Run("b", 33)).RatioConfidence!.Value, 1e-12);
        var three = Recommend(new(), Run("a", 30), Run("b", 33), Run("c", 36));
        Assert.Equal(1 - (0.05 / 3), three.RatioConfidence!.Value, 1e-12);
        Assert.StartsWith("÷ pick has 98.33 % intervals", RecommendationText.Intervals(three), StringComparison.Ordinal);
        Assert.Null(RecommendationText.Intervals(Recommend(new(), Run("a", 30), Run("b", 33)))); // as everywhere
        Assert.Null(Recommend(new(), Run("a", 30)).RatioConfidence);
    }

    [Fact]
    public void Objective_ThatIsUndecided_IsNotEnough()
    {
        var result = Recommend(Objective("ttft-p99=10s"), Run("few", 30, 3), Run("many", 36));
        Assert.Equal("many", result.Pick);
        var reason = Assert.Single(result.Candidates[1].Reasons);
        Assert.Equal("objective-undecided", reason.Code);
        Assert.Contains("more requests", reason.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_OfOneWindow_IsNotEnough_HoweverManyRequestsItHas()
    {
        var one = Run("one", 30);
        var result = Recommend(Objective("ttft-p50=10s"), one with { Windows = [.. one.Windows.Where(w => w.Stage != Stage.Window || w.Repeat == 1)] }, Run("many", 36));
        Assert.Equal("many", result.Pick);
        var reason = Assert.Single(result.Candidates[1].Reasons, r => r.Code == "objective-undecided");
        Assert.EndsWith("one window says nothing of how the next would differ", reason.Evidence, StringComparison.Ordinal);
        Assert.Contains("measure.repeats.min", reason.Remedy, StringComparison.Ordinal);
        Assert.Null(reason.GoneWith);
    }

    [Fact]
    public void ObjectivesOfSpecs_HoldWhereNoneIsGiven_TheStrictestForAll()
    {
        RunRecord[] runs = [Run("a", 30, Many, null, ("objectives.ttft-p99", "50ms")), Run("b", 36, Many, null, ("objectives.ttft-p99", "200ms"))];
        var result = Recommend(new(), runs);
        Assert.Equal((null, ExitCode.Invalid), (result.Pick, result.ExitCode));
        Assert.Equal(0.05, result.Objectives["ttft-p99"]);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM7043");
        Assert.Equal("a", Recommend(Objective("ttft-p99=200ms"), runs).Pick);
    }

    [Fact]
    public void AccuracyFloor_IsHeldToTheIntervalsLowerEnd()
    {
        RunRecord[] runs = [Run("poor", 30, Many, i => i % 2 == 0), Run("good", 36, Many, i => i % 10 != 0)];
        Assert.Equal("poor", Recommend(new(), runs).Pick);
        var result = Recommend(new() { MinAccuracy = 0.7 }, runs);
        Assert.Equal("good", result.Pick);
        Assert.Equal("accuracy-not-met", Assert.Single(result.Candidates[1].Reasons).Code);
        var change = Assert.Single(result.Changes, c => c.Candidate == "poor");
        var floor = double.Parse(change.Options[0].Split(' ')[1].TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100;
        Assert.Equal("poor", Recommend(new() { MinAccuracy = floor }, runs).Pick);

        Assert.Equal("accuracy-undecided", Assert.Single(Recommend(new() { MinAccuracy = 0.5 }, runs).Candidates[1].Reasons).Code);
        Assert.Equal("no-accuracy", Assert.Single(Recommend(new() { MinAccuracy = 0.5 }, Run("a", 30)).Candidates[0].Reasons).Code);
        Assert.NotNull(result.Candidates[0].AccuracyPerWattHour.Value);
    }

    [Fact]
    public void AnotherTask_IsRejected_HoweverCheap()
    {
        var other = Run("other", 10).WithConfiguration(c => c with { TaskHash = "1" });
        var result = Recommend(new(), Run("a", 30), Run("b", 33), other);
        Assert.Equal("a", result.Pick);
        Assert.Equal("other-task", Assert.Single(result.Candidates[^1].Reasons).Code);
        Assert.DoesNotContain(result.Changes, c => c.Candidate is not null); // no option makes another task the same

        var alone = Recommend(new(), Run("a", 30), other);
        Assert.Equal((null, ExitCode.Invalid), (alone.Pick, alone.ExitCode));
        Assert.Contains("comparable", alone.Answer, StringComparison.Ordinal);
        Assert.Equal([("other", "other-task"), ("a", "alone")], alone.Candidates.Select(c => (c.Name, Assert.Single(c.Reasons).Code))); // none is rejected without a word
    }

    [Fact]
    public void AnotherBoundary_IsNotComparable()
    {
        var run = Run("b", 10);
        var other = run with
        {
            Header = run.Header with { Boundary = Boundary.Node },
            Machine = run.Machine with { Channels = [.. run.Machine.Channels.Take(1).Select(c => c with { Part = MachinePart.Node })] },
        };
        var result = Recommend(new(), Run("a", 30), Run("c", 33), other);
        Assert.Equal("a", result.Pick);
        var reason = Assert.Single(result.Candidates[^1].Reasons);
        Assert.Equal("not-comparable", reason.Code);
        Assert.Contains("boundary", reason.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherMachine_AndAnotherModel_AreChoices_AndAnotherSetting_IsNotUntilItIsIsolated()
    {
        var machine = Run("b", 27).WithMachine(("cpu.model", "another"));
        var model = Run("c", 24).WithSpec(("server.model", "another"));
        var setting = Run("d", 21).WithSpec(("server.threads", "2"));
        var result = Recommend(new(), Run("a", 30), machine, model, setting);
        Assert.Equal("c", result.Pick);
        Assert.Equal("not-comparable", Assert.Single(result.Candidates[^1].Reasons).Code);
        Assert.Equal("d", Recommend(new() { Isolate = ["server.threads"] }, Run("a", 30), machine, model, setting).Pick);
        Assert.Equal("d", Recommend(new() { Allow = ["server.threads"] }, Run("a", 30), machine, model, setting).Pick);
        Assert.Equal(ExitCode.BadUsage, Assert.Throws<JoulemarkException>(() => Recommend(new() { Allow = ["server.thread"] }, Run("a", 30))).ExitCode);
        Assert.Equal(ExitCode.BadUsage, Assert.Throws<JoulemarkException>(() => Recommend(new() { Allow = ["boundary"] }, Run("a", 30), machine)).ExitCode);
    }

    [Fact]
    public void RunThatIsNotValid_IsRejected_AndSetsNothing()
    {
        var broken = Run("a", 10);
        broken = broken with { Header = broken.Header with { Status = RunStatus.Interrupted } };
        var result = Recommend(new(), broken, Run("b", 30), Run("c", 33));
        Assert.Equal("b", result.Pick);
        Assert.Contains(result.Candidates[^1].Reasons, r => r.Code == "invalid" && r.Evidence.StartsWith("interrupted", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Invalid, Recommend(new(), broken).ExitCode);
    }

    [Fact]
    public void Configurations_ThatAreNotToldApart_AreTied()
    {
        var result = Recommend(new(), Run("a", 30), Run("b", 30.01));
        Assert.Equal(RecommendationVerdict.Tied, result.Candidates[1].Verdict);
        Assert.Contains("cannot be told apart from", result.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void EnergyThatIsNone_NeverWins(double watts)
    {
        var none = Run("none", 30);
        none = none with { Samples = [.. none.Samples.Select(s => s with { Reading = watts })] };
        var result = Recommend(new(), none, Run("a", 30), Run("b", 33));
        Assert.Equal("a", result.Pick);
        Assert.Contains(result.Candidates[^1].Reasons, r => r.Code is "no-figure" or "invalid");
    }

    [Fact]
    public void AccuracyPerWattHour_CanBeWhatIsChosenBy()
    {
        // Frugal burns less a request; exact burns a fifth more and is right twice as often.
        RunRecord[] runs = [Run("frugal", 30, Many, i => i % 2 == 0), Run("exact", 36, Many, i => true), Run("unchecked", 20)];
        var options = new RecommendationOptions { Minimize = RecommendationGoal.EnergyPerCorrect };
        var result = Recommend(options, runs);
        Assert.Equal(("exact", RecommendationVerdict.Pick), (result.Pick, result.Candidates[0].Verdict));
        Assert.Contains("uses the least energy per right answer", result.Answer, StringComparison.Ordinal);
        var by = result.Candidates.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Assert.Equal(by["exact"].AccuracyPerWattHour.Value!.Value / by["frugal"].AccuracyPerWattHour.Value!.Value, by["frugal"].RatioToPick!.Value!.Value, 1e-9);
        Assert.Contains(by["unchecked"].Reasons, r => r.Code is "no-figure" && r.Evidence.Contains("right answer", StringComparison.Ordinal));

        Assert.Equal("frugal", Recommend(new(), runs[..2]).Pick);
        var compared = Joulemark.Comparison.Comparer.Compare((runs[0], runs[0].Header.Configurations[0]), (runs[1], runs[1].Header.Configurations[0]), ["server.model"], [], Joulemark.Comparison.Comparer.DefaultMargin);
        Assert.Equal(RatioVerdict.Better, Assert.Single(compared.Metrics, m => m.Name == "energy_per_correct").Verdict);
    }

    [Fact]
    public void OnlyOne_ThatDoesNotQualify_IsNamed() =>
        Assert.Equal("Nothing is recommended: a does not qualify, and nothing else was named", Recommend(new() { MinAccuracy = 0.5 }, Run("a", 30)).Answer);

    [Theory]
    [InlineData("ttft-p9=1s", "did you mean 'ttft-p90'")]
    [InlineData("ttft-p99=1", "not a duration")]
    [InlineData("ttft-p99", "not a duration")]
    public void ObjectiveThatIsNone_IsBadUsage(string text, string expected)
    {
        var failure = Assert.Throws<JoulemarkException>(() => RecommendationOptions.ParseObjectives([text]));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheAnswerAndEveryCandidate()
    {
        var json = JsonSerializer.SerializeToElement(Recommend(new(), Run("a", 30), Run("b", 33)), RecordJson.Indented.Recommendation);
        Assert.Equal(("a", "energy"), (json.GetProperty("pick").GetString(), json.GetProperty("minimize").GetString()));
        Assert.Equal(["pick", "runner-up"], json.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("verdict").GetString()));
    }

    private static double Seconds(string option, string prefix) =>
        option.StartsWith(prefix, StringComparison.Ordinal) ? Joulemark.Planning.SpecValueParser.Seconds(option[prefix.Length..])!.Value : double.NaN;

    internal static RecommendationOptions Objective(string text) => new() { Objectives = RecommendationOptions.ParseObjectives([text]) };

    /// <summary>A run named as its configuration, of a power that scatters by a third of a per cent.</summary>
    internal static RunRecord Run(string name, double watts, int windows = Many, Func<int, bool>? isRight = null, params (string Key, string Value)[] spec) =>
        Named(PowerRun.Make(name, [.. Enumerable.Range(0, windows).Select(i => watts * (1 + (0.0033 * (i % 3))))], isRight, spec), name);

    internal static RunRecord Named(RunRecord run, string name) => run.WithConfiguration(c => c with { Name = name }) with
    {
        Windows = [.. run.Windows.Select(w => w with { Configuration = w.Configuration is null ? null : name })],
        Requests = [.. run.Requests.Select(r => r with { Configuration = name })],
    };

    internal static RunRecord Slower(RunRecord run, double milliseconds) => SampleRun.Edit(run, r => r with { FirstToken = r.FirstToken + TimeSpan.FromMilliseconds(milliseconds) });

    /// <summary>Every other request only, each of twice the time.</summary>
    internal static RunRecord Half(RunRecord run) =>
        SampleRun.Edit(run with { Requests = [.. run.Requests.Where((_, i) => i % 2 == 0)] }, r => r with { Ended = r.Ended + TimeSpan.FromSeconds(1) });

    internal static Recommendation Recommend(RecommendationOptions options, params RunRecord[] runs) =>
        Recommender.Recommend([.. runs.SelectMany(r => r.Header.Configurations.Select(c => (r, c)))], options);
}
