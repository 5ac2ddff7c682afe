using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Machines.Watching;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Xunit;
using static Joulemark.Tests.Machines.Watching.CpuWatchTests;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>Who else is on the boards: while they are there, while they draw, and after they have left.</summary>
public sealed class GpuWatchTests : IDisposable
{
    private const int Server = 700;
    private readonly FakeNvml _nvml;
    private readonly WatchFixture _host;
    private readonly List<ServerBoards> _places = [];

    public GpuWatchTests()
    {
        Assert.SkipUnless(FakeNvml.Unavailable is null, FakeNvml.Unavailable ?? "");
        _nvml = new FakeNvml();
        _nvml.AddBoard();
        _nvml.SetBoard(0, "processes", "");
        _nvml.SetBoard(0, "samples", "");
        _host = new WatchFixture { NvmlLibrary = _nvml.LibraryPath };
        _host.Procfs.SetProcess(Server, "server");
    }

    [Fact]
    public void Process_OfSomebodyElse_IsNamed_WithWhenAndHowBusy()
    {
        using var watch = Watch();
        _host.UnderTest.Follow(Server, isOwnChild: false);
        _nvml.SetBoard(0, "processes", $"{Server}:1");
        _host.Look(watch, 0.25);
        _host.Procfs.SetProcess(4242, "python3");
        _nvml.SetBoard(0, "processes", $"{Server}:1 4242:1");
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", Sample(_host, 4242, 97));
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "processes", $"{Server}:1");
        _host.Look(watch, 0.25);

        var seen = Assert.Single(_host.Seen);
        Assert.Equal((Disturbance.ForeignGpuProcess, At(0.25), At(1)), (seen.Code, seen.Since, seen.Until));
        Assert.Equal(0, seen.Board);
        Assert.Equal("python3 (process 4242) was on gpu0, which it kept busy up to 97 % of the time", seen.Message);
        Assert.Equal(1, _host.New);
        Assert.Equal(2, _host.Events.Count); // as it began, for a crash, and as it ended
    }

    [Fact]
    public void Process_ThatStaysToTheEnd_IsOverThen_AndACrashLeavesItOpen()
    {
        using var watch = Watch();
        _host.Procfs.SetProcess(4242, "python3");
        _nvml.SetBoard(0, "processes", "4242:1");
        _host.Look(watch);
        Assert.Null(Assert.Single(_host.Seen).Until);
        _host.Finish();
        Assert.Equal(At(1), Assert.Single(_host.Seen).Until);
    }

    [Theory]
    [InlineData("samples")]
    [InlineData("accounting")]
    public void Process_ThatCameAndWentBetweenTwoLooks_IsSeenInWhatTheDriverKeeps(string key)
    {
        using var watch = Watch();
        _nvml.SetBoard(0, key, key == "samples" ? Sample(_host, 17, 50) : "17"); // of before the run
        for (var i = 0; i < 4; i++)
            _host.Look(watch, 0.25);
        _nvml.SetBoard(0, key, key == "samples" ? Sample(_host, 4242, 60) : "17 4242"); // it has left: procfs does not have it
        for (var i = 0; i < 8; i++)
            _host.Look(watch, 0.25);
        var seen = Assert.Single(_host.Seen);
        Assert.Contains("process 4242", seen.Message, StringComparison.Ordinal);
        Assert.Contains("had left", seen.Message, StringComparison.Ordinal);
        Assert.InRange(seen.Since.Seconds, 0, 1);
        Assert.InRange(seen.Until!.Value.Seconds, 1, 1.25);
    }

    [Fact]
    public void Process_OfTheDriversSharingService_IsNobodys_AndItsClientsAreSeen()
    {
        using var watch = Watch();
        _host.Procfs.SetProcess(50, "nvidia-cuda-mps").SetProcess(4242, "python3");
        _nvml.SetBoard(0, "processes", "50:1 4242:1");
        _host.Look(watch, 0.25);
        _host.Look(watch, 0.25);
        Assert.Contains("4242", Assert.Single(_host.Seen).Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4242:1", true)] // the driver lists those who share: what it lists is all there is
    [InlineData(null, false)]
    public void Process_ThatSharesABoard_IsSeenInTheListOfThoseWhoDo_AndWithoutThatListNobodyKnows(string? sharers, bool isListed)
    {
        using var watch = Watch();
        _host.Procfs.SetProcess(50, "nvidia-cuda-mps").SetProcess(4242, "python3");
        _nvml.SetBoard(0, "processes", "50:1");
        _nvml.SetBoard(0, "sharers", sharers);
        for (var i = 0; i < 4; i++)
            _host.Look(watch, 0.25);
        Assert.Equal(isListed ? ["gpu0 process 4242"] : [], _host.Seen.Select(s => s.Subject));
        Assert.Equal(isListed ? [] : ["JM6057"], _host.Reports.Select(r => r.Id));
        Assert.Equal(isListed, _places[^1].Unknown is null);
    }

    [Fact]
    public void Server_IsPlacedOnTheBoardsThatItsProcessesAreOn()
    {
        _nvml.AddBoard();
        _nvml.AddBoard();
        foreach (var board in (int[])[1, 2])
            _nvml.SetBoard(board, "processes", "");
        using var watch = Watch();
        _host.Procfs.SetProcess(701, "worker", parent: Server).SetProcess(4242, "python3");
        _host.UnderTest.Follow(Server, isOwnChild: false);
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "processes", $"{Server}:1"); // it loads one board after the other
        _host.Look(watch, 0.25);
        _nvml.SetBoard(1, "processes", "701:1");
        _nvml.SetBoard(2, "processes", "4242:1"); // another's
        _host.Look(watch, 0.25);
        _host.Look(watch, 0.25);
        Assert.Equal(["", "0", "0,1"], _places.Select(p => string.Join(',', p.On)));
        Assert.All(_places, p => Assert.Equal((3, null), (p.Shown, p.Unknown)));
        Assert.Equal((At(0.5), At(0.75)), (_places[2].Since, _places[2].Time));
    }

    [Fact]
    public void Server_ThatDraws_IsPlacedByTheSamples()
    {
        using var watch = Watch();
        _host.UnderTest.Follow(Server, isOwnChild: false);
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", Sample(_host, Server, 40)); // by Vulkan, say: it is in no list of those who compute
        _host.Look(watch, 0.25);
        Assert.Equal([0], _places[^1].On);
    }

    [Theory]
    [InlineData("hidden", "the server's own process cannot be found")]
    [InlineData("unseen", "the processes of the machine cannot all be seen")]
    [InlineData("unlisted", "gpu0: the driver does not list the processes on it")]
    public void Server_ThatCannotBePlaced_IsUnknown_AndNeverElsewhere(string how, string why)
    {
        if (how == "unseen")
            _host.Procfs.EndProcess(2);
        if (how == "unlisted")
            _nvml.SetBoard(0, "processes", null);
        using var watch = Watch();
        _host.UnderTest.Follow(how == "hidden" ? null : Server, isOwnChild: false);
        _host.UnderTest.IsHidden = how == "hidden";
        _host.Look(watch, 0.25);
        Assert.StartsWith(why, Assert.Single(_places).Unknown, StringComparison.Ordinal);
        Assert.Equal(how == "unlisted" ? ["JM6057"] : [], _host.Reports.Select(r => r.Id));
    }

    [Fact]
    public void Process_BesideAServerThatCannotBeFound_MayBeTheServers_AndIsNoStranger()
    {
        using var watch = Watch();
        _host.Procfs.SetProcess(4242, "python3");
        _nvml.SetBoard(0, "processes", "4242:1");
        _host.Look(watch, 0.25); // before the server is reached
        Assert.Single(_host.Seen);
        _host.UnderTest.Follow(null, isOwnChild: false);
        _host.UnderTest.IsHidden = true; // behind a container's port, say
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", Sample(_host, 4343, 50)); // and one that has left
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        Assert.Equal("JM6051", Assert.Single(_host.Reports).Id);
        Assert.Contains("python3, process 4242, was on gpu0", _host.Reports[0].Message, StringComparison.Ordinal);
        Assert.Contains("the server's own process cannot be found", _host.Reports[0].Message, StringComparison.Ordinal);

        _host.UnderTest.IsHidden = false;
        _host.UnderTest.Follow(Server, isOwnChild: false); // another server, whose process is known: this one is not its
        _host.Look(watch, 0.25);
        Assert.Single(_host.Seen);
    }

    [Fact]
    public void Process_InAViewOfItsOwn_IsNotTakenForTheOneWithItsNumber()
    {
        _host.Procfs.EndProcess(2).SetProcess(4242, "bash"); // a container's 4242, while the driver means the host's
        using var watch = Watch();
        _nvml.SetBoard(0, "processes", "4242:1");
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        Assert.Equal("JM6051", Assert.Single(_host.Reports).Id);
    }

    [Fact]
    public void Process_ThatDraws_CountsWhileItKeepsTheBoardBusy()
    {
        using var watch = Watch();
        _host.Procfs.SetProcess(900, "Xorg");
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", Sample(_host, 900, 0));
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        _nvml.SetBoard(0, "samples", Sample(_host, 900, 12));
        for (var i = 0; i < 8; i++)
            _host.Look(watch, 0.25);
        var seen = Assert.Single(_host.Seen);
        Assert.Contains("Xorg", seen.Message, StringComparison.Ordinal);
        Assert.Equal((At(0.5), At(2)), (seen.Since, seen.Until));
    }

    [Fact]
    public void Process_ThatTurnsOutToBeTheServers_IsTakenBack_AndStaysIts()
    {
        using var watch = Watch();
        _nvml.SetBoard(0, "processes", $"{Server}:1");
        _host.Look(watch, 0.25); // while the bare machine's idle power is measured, an attached server is unknown
        Assert.Single(_host.Seen);
        _host.UnderTest.Follow(Server, isOwnChild: false);
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        _host.UnderTest.RootProcess = null;
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
    }

    [Fact]
    public void Process_OfACommandsTree_ThatHasLeft_IsNotTakenForAStranger()
    {
        _host.UnderTest.FollowOwnChildren();
        using var watch = Watch();
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", Sample(_host, 4242, 60));
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        Assert.Equal("JM6051", Assert.Single(_host.Reports).Id);
        Assert.Contains("4242", _host.Reports[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_WhereNotAllAreSeen_IsNotJudged()
    {
        _host.Procfs.EndProcess(2);
        using var watch = Watch();
        _nvml.SetBoard(0, "processes", "4242:1");
        _host.Look(watch, 0.25);
        _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        Assert.Contains("cannot all be seen", Assert.Single(_host.Reports).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_OfManyProcesses_AreAllRead_AndGarbageIsNot()
    {
        using var watch = Watch();
        _host.Look(watch, 0.25);
        _nvml.SetBoard(0, "samples", string.Join(' ', Enumerable.Range(1000, 100).Select(pid => Sample(_host, pid, 1)).Append(Sample(_host, 0, 9)).Append(Sample(_host, 5000, 4_000_000_000))));
        _host.Look(watch, 0.25);
        Assert.Equal(100, _host.Seen.Count);
    }

    [Fact]
    public void Driver_ThatTellsNothing_IsWatchedInPeace()
    {
        _nvml.SetBoard(0, "processes", null);
        _nvml.SetBoard(0, "samples", null);
        using var watch = Watch();
        _host.Look(watch);
        _nvml.Lose(0);
        _host.Look(watch);
        Assert.Empty(_host.Seen);
    }

    [Fact]
    public void ApplicationClocks_ThatChange_AreSaid()
    {
        _nvml.SetBoard(0, "application_clock.0", "1980");
        using var library = NvmlProcesses.TryOpen(_host.Paths)!;
        using var watch = new GpuSettingsWatch(library);
        for (var i = 0; i < 5; i++)
            _host.Look(watch, 0.25);
        Assert.Empty(_host.Seen);
        _nvml.SetBoard(0, "application_clock.0", "1500");
        for (var i = 0; i < 5; i++)
            _host.Look(watch, 0.25);
        Assert.Equal(Disturbance.ClocksChanged, Assert.Single(_host.Seen).Code);
        Assert.Contains("from 1980 MHz to 1500 MHz", _host.Seen[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerLimit_ThatSomebodyElseSets_LastsUntilItIsSetBack_AndTheRunsOwnIsNone()
    {
        using var library = NvmlProcesses.TryOpen(_host.Paths)!;
        using var watch = new GpuSettingsWatch(library);
        _host.Look(watch);
        using (_host.Changes.Begin())
            _nvml.Keep(0, "limit_mw", "400000");
        _host.Look(watch);
        Assert.Empty(_host.Seen);
        _nvml.Keep(0, "limit_mw", "700000");
        for (var i = 0; i < 8; i++)
            _host.Look(watch, 0.25);
        var seen = Assert.Single(_host.Seen);
        Assert.Equal((Disturbance.PowerLimitChanged, 0, "the power limit of gpu0 was 700 W, and not 400 W as before: somebody else has set it"), (seen.Code, seen.Board, seen.Message));
        Assert.Null(seen.Until);
        _nvml.Keep(0, "limit_mw", "400000");
        for (var i = 0; i < 8; i++)
            _host.Look(watch, 0.25);
        Assert.NotNull(Assert.Single(_host.Seen).Until);
    }

    public void Dispose()
    {
        _nvml?.Dispose();
        _host?.Dispose();
    }

    private static string Sample(WatchFixture host, int pid, long busy) => string.Create(CultureInfo.InvariantCulture,
        $"{(host.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}:{pid}:{busy}");

    private GpuProcessWatch Watch() => new(NvmlProcesses.TryOpen(_host.Paths)!, new ProcessOwners(_host.Paths, _host.UnderTest), _host.Clock, _host.Reports.Add, _places.Add);
}
