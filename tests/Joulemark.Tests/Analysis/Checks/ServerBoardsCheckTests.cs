using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Analysis.Checks;

/// <summary>Where the server was, beside a ledger that counts gpu0 of two boards; windows are 40–50, 60–70 and 80–90 s.</summary>
public sealed class ServerBoardsCheckTests
{
    private const string Reason = "server-off-boards";

    [Theory]
    [InlineData("0", false)]
    [InlineData("0,1", true)]
    [InlineData("1", true)]
    public void Server_OnABoardThatIsNotCounted_MakesTheFiguresInvalid(string on, bool isReason)
    {
        var reasons = Reasons(Run(At(5, on)));
        Assert.Equal(isReason, reasons.Count == 1);
        if (isReason)
            Assert.Equal("in window 1, 0 s into it, the server was on gpu1, whose joules are not counted; counted: gpu0", reasons[0].Evidence);
    }

    [Theory]
    [InlineData(63, 66, "in window 2, 3 s into it")]
    [InlineData(52, 58, null)] // between two windows
    [InlineData(95, 99, null)]
    public void Board_ThatItIsOnForAWhile_CountsInTheWindows(double from, double to, string? where)
    {
        var reasons = Reasons(Run(At(5, "0"), At(from, "0,1"), At(to, "0")));
        Assert.Equal(where is not null, reasons.Count == 1);
        if (where is not null)
            Assert.StartsWith(where, reasons[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Boards_ThatAreAllCounted_AreRight()
    {
        var run = Run(At(5, "0,1"));
        run = run with { Header = run.Header with { Gpus = [] } };
        Assert.Empty(Reasons(run));
        Assert.Empty(Notes(run));
    }

    [Theory]
    [InlineData(Boundary.Node)]
    [InlineData(Boundary.Components)]
    public void Boundary_OfTheMachine_CountsWhatIsInIt(Boundary boundary)
    {
        var run = Run(At(5, "0,1"));
        run = run with { Header = run.Header with { Boundary = boundary, Gpus = [] } };
        Assert.Empty(Reasons(run));
        Assert.Empty(Notes(run));
    }

    [Fact]
    public void Board_ThatTheServerLeavesAlone_IsNoted_WithWhatToCount()
    {
        var run = Run(At(5, ""), At(38, "0"));
        run = run with { Header = run.Header with { Gpus = [] } };
        Assert.Empty(Reasons(run));
        var note = Assert.Single(Notes(run));
        Assert.Equal("JM6058", note.Id);
        Assert.Contains("gpu1 is counted, and the server was not on it in any window", note.Message, StringComparison.Ordinal);
        Assert.Contains("gpus: [0]", note.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatLoadsOneBoardAfterTheOther_IsOnBoth()
    {
        var run = Run(At(5, "0"), At(30, "0,1")); // before the first window
        Assert.Empty(Notes(run with { Header = run.Header with { Gpus = [] } }));
    }

    [Fact]
    public void Server_OnNoBoardAtAll_MakesTheFiguresInvalid()
    {
        var run = Run(At(5, ""));
        Assert.Equal("in no window, by the driver's lists, was the server on a GPU that is counted (gpu0): the figures are what it draws without it", Assert.Single(Reasons(run)).Evidence);
        Assert.Empty(Notes(run));
    }

    [Fact]
    public void Command_OnNoBoardAtAll_IsNoted()
    {
        // What the boards draw while something else goes on is a question as well.
        var run = Run(At(5, ""));
        run = run with { Header = run.Header with { Configurations = [.. run.Header.Configurations.Select(c => c with { Command = ["sleep", "1"] })] } };
        Assert.Empty(Reasons(run));
        Assert.Contains("the command was on none of the GPUs that are counted (gpu0)", Assert.Single(Notes(run)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "JM6059")]
    [InlineData(true, "")] // wherever it is, it is counted
    public void Server_ThatCannotBePlaced_IsNoted_WhereABoardIsNotCounted(bool countsAll, string notes)
    {
        var run = Run(At(5, "0") with { Unknown = "the server's own process cannot be found" });
        run = countsAll ? run with { Header = run.Header with { Gpus = [] } } : run;
        Assert.Empty(Reasons(run));
        Assert.Equal(notes, string.Join(' ', Notes(run).Select(n => n.Id)));
    }

    [Fact]
    public void Run_ThatRecordedNoPlace_SaysNothingOfIt()
    {
        Assert.Empty(Reasons(Run()));
        Assert.Empty(Notes(Run()));
    }

    [Fact]
    public void Place_SurvivesItsEvent()
    {
        var place = At(5, "0,12") with { Unknown = "x" };
        var again = Assert.Single(ServerBoards.Of([place.ToEvent()]));
        Assert.Equal((place.Since, place.Time, "0,12", 2, "x"), (again.Since, again.Time, string.Join(',', again.On), again.Shown, again.Unknown));
    }

    private static ServerBoards At(double seconds, string on) => new()
    {
        Since = new Timestamp((long)(seconds * 1e9)), Time = new Timestamp((long)((seconds + 0.25) * 1e9)), Shown = 2,
        On = [.. on.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(b => b[^1] - '0' + (b.Length > 1 ? 10 : 0))],
    };

    private static RunRecord Run(params ServerBoards[] places)
    {
        var run = BoardChecksTests.WithBoard(SampleRun.Make());
        return run with { Events = [.. run.Events, .. places.Select(p => p.ToEvent())] };
    }

    private static List<ValidityReason> Reasons(RunRecord run) =>
        [.. RunAnalyzer.Analyze(run).Configurations[SampleRun.Configuration].Validity.Reasons.Where(r => r.Code == Reason)];

    private static List<Joulemark.Diagnostics.Diagnostic> Notes(RunRecord run) => [.. RunAnalyzer.Analyze(run).Diagnostics.Where(d => d.Id is "JM6058" or "JM6059")];
}
