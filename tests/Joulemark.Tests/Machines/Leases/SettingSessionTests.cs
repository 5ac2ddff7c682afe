using CsCheck;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Running;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Leases;

public sealed class SettingSessionTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly List<(string Message, Diagnostic? Diagnostic, string Action)> _events = [];

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void Settings_InAnyOrderOverConfigurations_EndWithTheirValuesOfBefore()
    {
        // Per configuration and control: which value it asks for, 0 for none.
        var plan = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2]).Array[1, 8];
        plan.Sample(configurations =>
        {
            FakeSetting[] a = [new("a", "a0", "0"), new("a", "a1", "2")];
            FakeSetting[] b = [new("b", "b0", "x")];
            FakeSetting[] c = [new("c", "c0", "unlocked") { Untouched = "unlocked" }];
            IMachineControl[] controls = [new FakeControl("a", a), new FakeControl("b", b), new FakeControl("c", c)];
            using var host = Host();
            var session = Session(host);
            foreach (var (x, y, z) in configurations)
            {
                int[] values = [x, y, z];
                Assert.Empty(session.Apply(values.Select((v, i) => (v, i)).Where(p => p.v > 0).Select(p => Set(controls[p.i], $"{p.v}"))));
                Assert.All(a, s => Assert.Equal(x > 0 ? $"{x}" : s.Target == "a0" ? "0" : "2", s.Value));
                Assert.Equal(y > 0 ? $"{y}" : "x", b[0].Value);
                Assert.Equal(z > 0 ? $"{z}" : "unlocked", c[0].Value);
            }

            Assert.Empty(session.Restore());
            Assert.Equal(["0", "2", "x", "unlocked"], a.Concat(b).Concat(c).Select(s => s.Value));
            Assert.Empty(new LeaseStore(host.Paths).Read());
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void Lease_LiesOnTheDisk_BeforeTheChange_WithEveryValueSet()
    {
        var setting = new FakeSetting("a", "a0", "0");
        using var host = Host();
        var session = Session(host);
        var seen = new List<(string Original, string Wanted, string Now, bool Live)>();
        setting.BeforeWrite = () =>
        {
            var file = Assert.Single(new LeaseStore(host.Paths).Read());
            seen.Add((file.Lease!.Original, string.Join(',', file.Lease.Wanted), setting.Value, file.IsLive));
        };

        session.Apply([Set(new FakeControl("a", setting), "1")]);
        session.Apply([Set(new FakeControl("a", setting), "2")]);
        session.Apply([Set(new FakeControl("a", setting), "2")]);
        session.Apply([Set(new FakeControl("a", setting), "1")]);

        Assert.Equal([("0", "1", "0", true), ("0", "1,2", "1", true), ("0", "1,2", "2", true)], seen);
        session.Restore();
    }

    [Fact]
    public void Setting_AsWantedAlready_IsNotTouched()
    {
        var setting = new FakeSetting("a", "a0", "1");
        using var host = Host();
        Assert.Empty(Session(host).Apply([Set(new FakeControl("a", setting), "1")]));
        Assert.Equal(0, setting.Writes);
        Assert.Empty(new LeaseStore(host.Paths).Read());
    }

    [Fact]
    public void Setting_ThatIsRefused_LeavesNoLease_AndOthersAreSaidToo()
    {
        var refused = new FakeSetting("a", "a0", "0") { Refuses = true };
        var unreadable = new FakeSetting("b", "b0", "unlocked") { Untouched = "unlocked", Refuses = true };
        var blind = new FakeSetting("c", "c0", "0") { IsUnreadable = true };
        using var host = Host();
        var session = Session(host);

        var problems = session.Apply([Set(new FakeControl("a", refused), "1"), Set(new FakeControl("b", unreadable), "1"), Set(new FakeControl("c", blind), "1")]);

        Assert.Equal(["JM6026", "JM6026", "JM6023"], problems.Select(p => p.Id));
        Assert.Contains("set a a0 1", problems[0].Remedy, StringComparison.Ordinal);
        Assert.Empty(new LeaseStore(host.Paths).Read());
        Assert.Empty(session.Restore());
        Assert.Equal(0, blind.Writes);
    }

    [Fact]
    public void Setting_ThatItsDeviceDoesNotHave_LeavesNoLease()
    {
        var clocks = new FakeSetting("a", "a0", "unlocked") { Untouched = "unlocked", CannotBeSet = true };
        using var host = Host();
        var session = Session(host);

        Assert.Equal("JM6027", Assert.Single(session.Apply([Set(new FakeControl("a", clocks), "1")])).Id);

        Assert.Empty(new LeaseStore(host.Paths).Read()); // at once, not only at the end
        Assert.Empty(session.Restore());
        Assert.Equal(1, clocks.Writes);
    }

    [Fact]
    public void Setting_ThatCannotBeSetBack_NowOrLater_EndsItsLease_AndSaysWhatToDo()
    {
        var setting = new FakeSetting("a", "a0", "0");
        using var host = Host();
        var session = Session(host);
        session.Apply([Set(new FakeControl("a", setting), "1")]);
        setting.CannotBeSet = true;

        var problem = Assert.Single(session.Restore());

        Assert.Equal(("JM6035", DiagnosticSeverity.Error), (problem.Id, problem.Severity));
        Assert.Contains("set a a0 0", problem.Remedy, StringComparison.Ordinal);
        Assert.Empty(new LeaseStore(host.Paths).Read());
    }

    [Fact]
    public void Setting_ThatMovesAnother_SetsBothBack_TheOtherLast()
    {
        var (governor, preference) = Governor();
        using var host = Host();
        var session = Session(host);

        Assert.Empty(session.Apply([Set(new FakeControl("a", governor), "performance")]));
        Assert.Equal(["performance", "0"], new LeaseStore(host.Paths).Read().Single(f => f.Lease!.MovedBy == "governor").Lease!.Wanted);
        Assert.Empty(session.Restore());

        Assert.Equal(("powersave", "balance_performance"), (governor.Value, preference.Value));
        Assert.Empty(new LeaseStore(host.Paths).Read());
    }

    [Fact]
    public void Setting_ThatMovedAnother_GivesItBack_WhereItMovesItNoMore()
    {
        var (governor, preference) = Governor();
        using var host = Host();
        var session = Session(host);
        var control = new FakeControl("a", governor);
        foreach (var (value, other) in new[] { ("performance", "0"), ("schedutil", "balance_performance"), ("performance", "0"), ("performance", "0") })
        {
            Assert.Empty(session.Apply([Set(control, value)]));
            Assert.Equal((value, other), (governor.Value, preference.Value));
        }

        Assert.Empty(session.Restore());
        Assert.Equal(("powersave", "balance_performance"), (governor.Value, preference.Value));
    }

    [Fact]
    public void Setting_ThatIsRefused_LeavesNoLeaseOnWhatItWouldMove()
    {
        var (governor, _) = Governor();
        governor.Refuses = true;
        using var host = Host();

        Assert.Equal("JM6026", Assert.Single(Session(host).Apply([Set(new FakeControl("a", governor), "performance")])).Id);

        Assert.Empty(new LeaseStore(host.Paths).Read());
    }

    [Fact]
    public void Setting_WithoutEffect_IsAnError_AndIsSetBack()
    {
        var setting = new FakeSetting("a", "a0", "0") { Ignores = true };
        using var host = Host();
        var session = Session(host);

        Assert.Equal("JM6028", Assert.Single(session.Apply([Set(new FakeControl("a", setting), "1")])).Id);
        Assert.Empty(session.Restore());
        Assert.Empty(new LeaseStore(host.Paths).Read());
    }

    [Fact]
    public void Restore_OfOneThatFails_RestoresTheOthers_AndKeepsItsLease()
    {
        var (first, failing, last) = (new FakeSetting("a", "a0", "0"), new FakeSetting("b", "b0", "0"), new FakeSetting("c", "c0", "0"));
        using var host = Host();
        var session = Session(host);
        session.Apply([Set(new FakeControl("a", first), "1"), Set(new FakeControl("b", failing), "1"), Set(new FakeControl("c", last), "1")]);
        failing.Throws = true;

        var problem = Assert.Single(session.Restore());

        Assert.Equal("JM6030", problem.Id);
        Assert.Contains("doctor --restore", problem.Remedy, StringComparison.Ordinal);
        Assert.Equal(("0", "1", "0"), (first.Value, failing.Value, last.Value));
        var left = Assert.Single(new LeaseStore(host.Paths).Read());
        Assert.Equal(("b", false), (left.Lease!.Control, left.IsLive));
    }

    [Fact]
    public void Setting_ChangedBySomebodyElse_IsLeftAlone()
    {
        var setting = new FakeSetting("a", "a0", "0");
        using var host = Host();
        var session = Session(host);
        session.Apply([Set(new FakeControl("a", setting), "1")]);
        setting.Value = "7";

        Assert.Equal("JM6029", Assert.Single(session.Apply([Set(new FakeControl("a", setting), "2")])).Id);
        Assert.Equal("JM6029", Assert.Single(session.Restore()).Id);

        Assert.Equal("7", setting.Value);
        Assert.Empty(new LeaseStore(host.Paths).Read());
        Assert.Contains(_events, e => e.Action == "left");
    }

    [Fact]
    public void State_ThatCannotBeWritten_LetsNothingBeChanged()
    {
        var setting = new FakeSetting("a", "a0", "0");
        File.WriteAllText(Path.Combine(_state, "leases"), "in the directory's place");
        using var host = Host();

        Assert.Equal("JM6025", Assert.Single(Session(host).Apply([Set(new FakeControl("a", setting), "1")])).Id);
        Assert.Equal(0, setting.Writes);
    }

    /// <summary>A governor as amd_pstate's: with performance the preference moves along, stays when it goes, and can be set only without.</summary>
    private static (FakeSetting Governor, FakeSetting Preference) Governor()
    {
        var preference = new FakeSetting("a", "preference", "balance_performance");
        var governor = new FakeSetting("a", "governor", "powersave");
        governor.Moves = value => value == "performance" ? [preference] : [];
        governor.AfterWrite = () => preference.Value = governor.Value == "performance" ? "0" : preference.Value;
        preference.BeforeWrite = () => Assert.NotEqual("performance", governor.Value);
        return (governor, preference);
    }

    private static ControlRequest Set(IMachineControl control, string value) => new(control, value, ControlMode.Set);

    private ControlHost Host() => new(new HostPaths { State = _state, NvmlLibrary = "none" }, [], []);

    private SettingSession Session(ControlHost host) =>
        new(host, "run", () => DateTimeOffset.UnixEpoch, (message, diagnostic, facts) => _events.Add((message, diagnostic, facts["action"])));
}
