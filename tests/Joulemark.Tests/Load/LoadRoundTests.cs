using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>When a round of a closed loop is over.</summary>
public sealed class LoadRoundTests
{
    [Fact]
    public void Round_IsOver_WithAsManyFirstTokensAgain()
    {
        using var load = Make(3);
        Begin(load, 4);
        Assert.True(load.AtTarget.IsCompleted);

        var round = load.RoundAsync();
        Begin(load, 1);
        Assert.False(round.IsCompleted);
        load.CountChunk(isFirst: false);
        Assert.False(round.IsCompleted);
        Begin(load, 1); // the sixth
        Assert.True(round.IsCompleted);

        var next = load.RoundAsync();
        Begin(load, 2);
        Assert.False(next.IsCompleted); // what was is not counted again
        Begin(load, 1);
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void OpenLoop_HasNoRounds()
    {
        using var load = Make(null);
        Assert.True(load.RoundAsync().IsCompleted);
    }

    [Fact]
    public void Round_OfALoadThatFails_IsOver()
    {
        using var load = Make(2);
        var round = load.RoundAsync();
        load.Fail(new("JM3008", Joulemark.Diagnostics.DiagnosticSeverity.Error, "gone"));
        Assert.True(round.IsCompleted);
        Assert.True(load.RoundAsync().IsCompleted);
    }

    private static void Begin(LoadRun load, int count)
    {
        for (var i = 0; i < count; i++)
            load.CountChunk(isFirst: true);
    }

    private static LoadRun Make(int? target) => new(target, new MonotonicClock(TimeProvider.System))
    {
        Spec = Specs.Spec([]).Load, Task = new WorkloadTask([new TaskItem("x", null)], null, ""), Stage = Stage.Window, Random = new Random(1), Send = null!, Note = (_, _, _) => { },
    };
}
