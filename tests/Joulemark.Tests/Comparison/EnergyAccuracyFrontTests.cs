using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Comparison;

public sealed class EnergyAccuracyFrontTests
{
    [Fact]
    public void Configuration_ThatIsDearer_IsDominated()
    {
        var finding = Find(("cheap", 1, null), ("dear", 2, null))["dear"];
        Assert.Equal(("dominated", "cheap"), (finding.Kind, finding.Other));
        Assert.Contains("2.00 ×", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_DearerButClearlyMoreAccurate_Pays() =>
        Assert.All(Find(("cheap", 1, 2), ("dear", 2, 9)).Values, f => Assert.Equal("efficient", f.Kind));

    [Theory]
    [InlineData(8, "80.0 % against 80.0 %")] // ten questions leave 28 points open
    [InlineData(7, "70.0 % against 80.0 %")] // nor do they tell ten points from none
    public void Configuration_Dearer_WhereSoFewItemsDoNotTellWhichIsMoreAccurate_IsUndecided(int right, string shares)
    {
        var finding = Find(("cheap", 1, right), ("dear", 2, 8))["dear"];
        Assert.Equal(("undecided", "cheap"), (finding.Kind, finding.Other));
        Assert.Contains("may not pay: it uses 2.00 ×", finding.Message, StringComparison.Ordinal);
        Assert.Contains($"so few items do not tell ({shares}, a difference of −", finding.Message, StringComparison.Ordinal);
    }

    /// <summary>A fraction of a percent, however surely it is told, is not what a model is dropped for: <c>compare</c> calls the same pair equivalent.</summary>
    [Fact]
    public void Configuration_DearerByNextToNothing_IsNotSaidNotToPay()
    {
        var finding = Find(("cheap", 1, null), ("dear", 1.02, null))["dear"];
        Assert.Equal(("undecided", "cheap"), (finding.Kind, finding.Other));
        Assert.StartsWith("dear uses as much as another within 5 %: 1.02 ×", finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Whether another is less accurate is told at the level that all pairs share, as its energy is: five questions of 30 tell one pair, and not one of fifteen.</summary>
    [Theory]
    [InlineData(2, "efficient")]
    [InlineData(6, "undecided")]
    public void Accuracy_IsToldAtTheLevelThatAllPairsShare(int configurations, string kind)
    {
        const int missed = 5;
        var run = Make([.. Enumerable.Range(0, configurations).Select(i => ($"{(char)('a' + i)}", 1.0 + i, (int?)10))]);
        run = run with { Requests = [.. run.Requests.Select(r => r.Configuration == "a" && r.Item % 30 < missed ? r with { Score = 0 } : r)] };
        Assert.Equal(kind, RunJudge.Judge(run).Findings.Single(f => f.Configuration == "b").Kind);
    }

    [Fact]
    public void Configurations_OfOtherTasks_AreNotHeldAgainstEachOther()
    {
        var run = Make(("easy", 1, 9), ("hard", 2, 4));
        run = run with { Header = run.Header with { Configurations = [.. run.Header.Configurations.Select(c => c with { TaskHash = c.Name })] } };
        var analysed = RunJudge.Judge(run, out var evidence);
        Assert.Empty(analysed.Findings);
        Assert.False(Joulemark.Analysis.Metrics.Accuracy.IsClearlyBetter(evidence[0], evidence[1], 0.95)); // question 1 of the one is not question 1 of the other
    }

    [Fact]
    public void Configuration_ThatIsNotValid_IsHeldAgainstNone()
    {
        var run = Make(("cheap", 1, null), ("dear", 2, null), ("dearest", 3, null));
        var edge = run.Windows.First(w => w.Stage == Stage.Window).Start;
        var found = RunJudge.Judge(run with { Samples = [.. run.Samples.Where(s => s.Time < edge - TimeSpan.FromSeconds(2) || s.Time > edge + TimeSpan.FromSeconds(2))] }) // nothing at the start of cheap's first window
            .Findings.ToDictionary(f => f.Configuration, StringComparer.Ordinal);
        Assert.Equal("not valid", found["cheap"].Kind);
        Assert.Contains("sample-gap", found["cheap"].Message, StringComparison.Ordinal);
        Assert.Equal("efficient", found["dear"].Kind);
        Assert.Equal(("dominated", "dear"), (found["dearest"].Kind, found["dearest"].Other));
    }

    /// <summary>What is found where each configuration uses so many times the sample's energy and answers so many of every ten questions right; null where there is nothing to be right.</summary>
    private static Dictionary<string, Finding> Find(params (string Name, double Energy, int? Right)[] configurations) =>
        RunJudge.Judge(Make(configurations)).Findings.ToDictionary(f => f.Configuration, StringComparer.Ordinal);

    private static RunRecord Make(params (string Name, double Energy, int? Right)[] configurations)
    {
        var run = SampleRun.Make();
        var period = run.Windows[^1].End - run.Windows[0].Start + TimeSpan.FromSeconds(20);
        var windows = new List<WindowRecord>();
        var requests = new List<RequestRecord>();
        var samples = new List<MeterSample>();
        for (var i = 0; i < configurations.Length; i++)
        {
            var (name, energy, right) = configurations[i];
            var shift = period * i;
            windows.AddRange(run.Windows.Select(w => w with { Configuration = name, Start = w.Start + shift, End = w.End + shift }));
            requests.AddRange(run.Requests.Select(r => r with
            {
                Configuration = name,
                Scheduled = r.Scheduled + shift,
                Sent = r.Sent + shift,
                Ended = r.Ended + shift,
                FirstToken = r.FirstToken + shift,
                LastToken = r.LastToken + shift,
                Tokens = [.. r.Tokens.Select(t => t + shift)],
                Score = right is null ? null : r.Item % 10 < right ? 1 : 0,
            }));
            samples.AddRange(run.Samples.Where(s => s.Time - default(Joulemark.Metrology.Timestamp) < period).Select(s => s with
            {
                Time = s.Time + shift,
                Reading = (s.Reading * energy) + (1e6 * i),
            }));
        }

        var header = run.Header with { Configurations = [.. configurations.Select(c => run.Header.Configurations[0] with { Name = c.Name })] };
        return run with { Header = header, Windows = windows, Requests = requests, Samples = samples };
    }
}
