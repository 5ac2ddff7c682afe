using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Storage;
using Joulemark.Tests.Metering.Nvml;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class ControlSessionTests : IAsyncDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly NvmlFixture _nvml = new();
    private readonly RunFolderWriter _folder;
    private readonly MonotonicClock _clock;
    private readonly RunJournal _journal;
    private bool _isClosed;

    public ControlSessionTests()
    {
        _nvml.Library.AddBoard();
        var run = SampleRun.Make();
        _folder = RunFolderWriter.Create(_runs, run.Header, run.Machine);
        _clock = new MonotonicClock(_time);
        _journal = new RunJournal(_folder, _clock, run.Machine.Channels, ledger: null, sampleRate: 10);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isClosed)
            await _folder.DisposeAsync();
        _nvml.Dispose();
        Directory.Delete(_runs, recursive: true);
    }

    [Fact]
    public async Task Board_ThatCoolsInTime_IsWaitedFor()
    {
        var plan = Plan("controls: { max-start-temperature: 50C, mode: require }");
        using var session = Session(plan);
        await session.StartAsync(CancellationToken.None); // a warm board does not keep a run from starting
        var cooling = session.CoolAsync(plan.Configurations[0], 1, CancellationToken.None);
        await AdvanceAsync(TimeSpan.FromMinutes(4), cooling);
        Assert.False(cooling.IsCompleted);

        _nvml.Library.SetBoard(0, "temperature", "50");
        await AdvanceAsync(TimeSpan.FromSeconds(5), cooling);
        await cooling;
    }

    [Fact]
    public async Task Board_ThatNeverCools_EndsTheWaitingAtItsLimit()
    {
        var plan = Plan("controls: { max-start-temperature: 50C, mode: require }");
        using var session = Session(plan);
        var cooling = session.CoolAsync(plan.Configurations[0], 1, CancellationToken.None);
        await AdvanceAsync(TimeSpan.FromMinutes(4.9), cooling);
        Assert.False(cooling.IsCompleted);
        await AdvanceAsync(TimeSpan.FromMinutes(0.2), cooling);

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => cooling);
        Assert.Equal((ExitCode.Invalid, "JM6024"), (e.ExitCode, e.Diagnostics[0].Id));
        Assert.Contains("GPU 0 at 61C was found, 300 s of controls.cool-down-limit were waited", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Board_ThatNeverCools_IsAReasonOfItsConfiguration_WhereOnlyWarned()
    {
        var plan = Plan("controls: { max-start-temperature: 50C, cool-down-limit: 0s }");
        using (var session = Session(plan))
            await session.CoolAsync(plan.Configurations[0], 2, CancellationToken.None);

        var warm = (await EventsAsync()).Single(e => e.Kind == RunEvent.Control);
        Assert.Equal(("unmet", "2", "JM6024"), (warm.Facts!["state"], warm.Facts[RunEvent.ControlRepeat], warm.Diagnostic!.Id));
    }

    [Fact]
    public async Task Requirement_ThatCannotBeRead_RefusesAsOneThatIsNotMet()
    {
        using var session = Session(Plan("controls: { mode: require, gpu.clocks: 1410MHz, gpu.count: 1, driver: 580, max-background-cpu: 100% }"));
        var starting = session.StartAsync(CancellationToken.None);
        await AdvanceAsync(TimeSpan.FromSeconds(2), starting);

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => starting);
        Assert.All(e.Diagnostics, d => Assert.Equal("JM6023", d.Id));
        Assert.Contains(e.Diagnostics, d => d.Message.StartsWith("controls.gpu.clocks", StringComparison.Ordinal));
        Assert.Contains(e.Diagnostics, d => d.Message.StartsWith("controls.driver", StringComparison.Ordinal));
        Assert.DoesNotContain(e.Diagnostics, d => d.Message.StartsWith("controls.gpu.count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Setting_OutOfRange_IsSaidOfEveryConfiguration_BeforeAnythingIsSet()
    {
        using var session = Session(Plan("controls: { mode: set, gpu.persistence: off }\nvary: { controls.gpu.power-limit: [400W, 100W, 900W] }"));

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => session.StartAsync(CancellationToken.None));

        Assert.Equal(["100W", "900W"], e.Diagnostics.Select(d => d.Message.Contains("100W", StringComparison.Ordinal) ? "100W" : "900W"));
        Assert.All(e.Diagnostics, d => Assert.Contains("200W to 700W", d.Message, StringComparison.Ordinal));
        Assert.Equal((null, null), (_nvml.Library.Kept(0, "limit_mw"), _nvml.Library.Kept(0, "persistence")));
    }

    [Theory]
    [InlineData("arch", "4", "Pascal")] // said before anything is tried
    [InlineData("return.nvmlDeviceSetGpuLockedClocks", "3", "JM6027")]
    public async Task Clocks_OfABoardThatCannotLockThem_RefuseTheRun_AndLeaveNoLease(string key, string value, string says)
    {
        _nvml.Library.SetBoard(0, key, value);
        var plan = Plan("controls: { gpu.clocks: { value: 1410MHz, mode: set } }");
        using (var session = Session(plan))
        {
            var e = await Assert.ThrowsAsync<JoulemarkException>(() => session.StartAsync(CancellationToken.None));
            Assert.Equal("JM6027", Assert.Single(e.Diagnostics).Id);
            Assert.Contains(says, $"{e.Diagnostics[0].Id} {e.Diagnostics[0].Message}", StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_runs, "gpu.clocks*", SearchOption.AllDirectories));
        LeftoverSettings.Refuse(new HostPaths { State = Path.Combine(_runs, "state") });
    }

    [Fact]
    public async Task Settings_OfConfigurations_AreSetInTurn_AndAllRestoredByDisposing()
    {
        var plan = Plan("controls: { mode: set, gpu.persistence: off }\nvary: { controls.gpu.power-limit: [400W, 300W] }");
        using (var session = Session(plan))
        {
            await session.StartAsync(CancellationToken.None);
            Assert.Equal(("400000", "0"), (_nvml.Library.Kept(0, "limit_mw"), _nvml.Library.Kept(0, "persistence")));
            session.Apply(plan.Configurations[1]);
            Assert.Equal(("300000", "0"), (_nvml.Library.Kept(0, "limit_mw"), _nvml.Library.Kept(0, "persistence")));
        }

        Assert.Equal(("650000", "1"), (_nvml.Library.Kept(0, "limit_mw"), _nvml.Library.Kept(0, "persistence")));
        var restored = (await EventsAsync()).Where(e => e.Facts?.GetValueOrDefault("action") == "restored").Select(e => e.Facts!["control"]);
        Assert.Equal(["gpu.power-limit", "gpu.persistence"], restored); // a board without persistence mode may forget its limit
    }

    [Fact]
    public async Task PowerLimit_ThatSomethingElseHeldDownBefore_IsSetBack_AndItsLeaseEnds()
    {
        _nvml.Library.SetBoard(0, "other_limit_mw", "500000"); // set out of band, say: in force before the run as after it
        using (var session = Session(Plan("controls: { gpu.power-limit: { value: 400W, mode: set } }")))
        {
            await session.StartAsync(CancellationToken.None);
            Assert.Empty(session.Restore());
        }

        Assert.Equal("650000", _nvml.Library.Kept(0, "limit_mw"));
        Assert.Empty(Directory.GetFiles(_runs, "gpu.power-limit*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PowerLimit_ThatDoesNotComeBack_IsSaid_AndKeepsItsLease()
    {
        using (var session = Session(Plan("controls: { gpu.power-limit: { value: 400W, mode: set } }")))
        {
            await session.StartAsync(CancellationToken.None);
            _nvml.Library.SetBoard(0, "ignore.nvmlDeviceSetPowerManagementLimit", "1"); // taken, and without effect
            var problem = Assert.Single(session.Restore());
            Assert.Equal("JM6030", problem.Id);
            Assert.Contains("set back to 650W, but it still reads 400W", problem.Message, StringComparison.Ordinal);
        }

        Assert.Single(Directory.GetFiles(_runs, "gpu.power-limit*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Settings_ForAServerOnAnotherMachine_AreRefused_BeforeAnythingIsSetOnThisOne()
    {
        var plan = Plan("controls: { mode: set, gpu.persistence: off, gpu.power-limit: 400W, cpu.affinity.client: 0 }");
        using var session = Session(plan);
        session.Elsewhere = new HashSet<string> { plan.Configurations[0].Name };

        var e = await Assert.ThrowsAsync<JoulemarkException>(() => session.StartAsync(CancellationToken.None));

        Assert.Equal(ExitCode.Invalid, e.ExitCode);
        Assert.Equal(["gpu.persistence", "gpu.power-limit"], e.Diagnostics.Select(d => d.Message.Split(' ')[0]["controls.".Length..]).Order(StringComparer.Ordinal)); // the client's own CPUs are its own
        Assert.All(e.Diagnostics, d => Assert.Equal("JM6027", d.Id));
        Assert.All(e.Diagnostics, d => Assert.Contains("is on another machine", d.Message, StringComparison.Ordinal));
        Assert.Equal((null, null), (_nvml.Library.Kept(0, "limit_mw"), _nvml.Library.Kept(0, "persistence")));
    }

    [Fact]
    public async Task Conditions_OnTheMachineOfAServerElsewhere_CannotBeTold()
    {
        var required = Plan("controls: { mode: require, gpu.count: 1 }"); // this machine has one
        using (var session = Session(required))
        {
            session.Elsewhere = new HashSet<string> { required.Configurations[0].Name };
            Assert.Equal("JM6023", Assert.Single((await Assert.ThrowsAsync<JoulemarkException>(() => session.StartAsync(CancellationToken.None))).Diagnostics).Id);
        }

        var warned = Plan("controls: { gpu.count: 1, max-start-temperature: 50C }");
        using (var session = Session(warned))
        {
            session.Elsewhere = new HashSet<string> { warned.Configurations[0].Name };
            await session.StartAsync(CancellationToken.None);
            await session.CoolAsync(warned.Configurations[0], 1, CancellationToken.None); // nobody waits for this machine's board
        }

        Assert.Equal(["JM6021", "JM6021"], (await EventsAsync()).Where(e => e.Kind == RunEvent.Control).Select(e => e.Diagnostic?.Id).Skip(1)); // after the required one's
    }

    private static BenchmarkPlan Plan(string yaml) => Planner.Plan(SpecParser.Parse(Specs.Minimal + "\n" + yaml, "s.yaml"), ["small-fp32"]);

    private ControlSession Session(BenchmarkPlan plan) =>
        new(plan, _nvml.Paths with { State = Path.Combine(_runs, "state") }, _clock, _journal, _folder.Path, []);

    private async Task<IReadOnlyList<RunEvent>> EventsAsync()
    {
        await _folder.DisposeAsync();
        _isClosed = true;
        return RunFolderReader.Read(_folder.Path).Events;
    }

    /// <summary>Moves the clock in small steps, so that every wait that ends on the way begins the next.</summary>
    private async Task AdvanceAsync(TimeSpan duration, Task watched)
    {
        var step = TimeSpan.FromMilliseconds(500);
        for (var passed = TimeSpan.Zero; passed < duration && !watched.IsCompleted; passed += step)
        {
            _time.Advance(step);
            await Task.Yield();
        }
    }
}
