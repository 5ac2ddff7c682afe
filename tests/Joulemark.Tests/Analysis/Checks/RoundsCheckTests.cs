using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

/// <summary>Windows that open in the midst of the same thing each time; windows are 40–50, 60–70 and 80–90 s.</summary>
public sealed class RoundsCheckTests
{
    // Four go together: they are read for two seconds, and written for four.
    private const double Reading = 2;
    private const double Writing = 4;

    [Theory]
    [InlineData(0, 8, true)] // from one first token on: two seconds more than a round, in which answers are written
    [InlineData(0, 6, false)] // a round
    [InlineData(-4, 6, false)] // wherever it begins
    [InlineData(-4, 5, true)] // one answer's end, another's beginning and what is read between them
    public void Windows_OfPartsOfRounds_AreNoFairMix(double phase, double length, bool isReason)
    {
        var reasons = Reasons(Batches(SampleRun.Make(), phase, length, _ => 0));
        Assert.Equal(isReason, reasons.Count == 1);
    }

    [Fact]
    public void Windows_ThatLeanEitherWay_TellItByTheirScatter() =>
        Assert.Empty(Reasons(Batches(SampleRun.Make(), 0, 8, repeat => repeat == 2 ? -0.5 : 0)));

    [Fact]
    public void OpenLoop_ComesAsItComes() =>
        Assert.Empty(Reasons(SampleRun.With(Batches(SampleRun.Make(), 0, 8, _ => 0), ("load.kind", "rate"))));

    [Fact]
    public void Reason_SaysHowMuchOfWhat() =>
        Assert.Equal("the windows hold the first tokens of 12 answers and the tokens of 16.8, and each leans the same way: reading and writing are not in them as they are in a request; the limit is 10 %",
            Assert.Single(Reasons(Batches(SampleRun.Make(), 0, 8, _ => 0))).Evidence);

    /// <summary>A server that works on four at a time, all alike; the windows' beginnings lie so many seconds after a batch's first tokens.</summary>
    private static RunRecord Batches(RunRecord run, double phase, double length, Func<int, double> shift)
    {
        var windows = run.Windows.Select(w => w.Stage == Stage.Window ? w with { End = w.Start + TimeSpan.FromSeconds(length) } : w).ToList();
        var requests = windows.Where(w => w.Stage == Stage.Window).SelectMany(w => Enumerable.Range(-1, 3).SelectMany(batch => Enumerable.Range(0, 4).Select(i =>
        {
            var first = w.Start + TimeSpan.FromSeconds((batch * (Reading + Writing)) - phase - shift(w.Repeat) - 0.001);
            var due = first - TimeSpan.FromSeconds(Reading);
            Timestamp[] tokens = [.. Enumerable.Range(0, 10).Select(t => first + TimeSpan.FromSeconds(t * Writing / 9))];
            return run.Requests[0] with { Repeat = w.Repeat, Item = i, Scheduled = due, Sent = due, Tokens = tokens, FirstToken = first, LastToken = tokens[^1], Ended = tokens[^1] };
        }))).ToList();
        return run with { Windows = windows, Requests = requests };
    }

    private static List<ValidityReason> Reasons(RunRecord run) => [.. RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons.Where(r => r.Code == "part-rounds")];
}
