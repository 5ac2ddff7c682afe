using System.Text.Json;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Running;
using Joulemark.Storage;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Leases;

/// <summary>What a run that was killed left behind, against a machine in whatever state it is found.</summary>
public sealed class LeaseRestorerTests : IDisposable
{
    private const string Policy = "devices/system/cpu/cpufreq/policy0/scaling_governor";
    private const string Preference = "devices/system/cpu/cpufreq/policy0/energy_performance_preference";
    private readonly string _state = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly FakeSysfs _sysfs = new FakeSysfs().AddPolicies(1, "performance", "performance powersave schedutil");

    private HostPaths Paths => new() { State = _state, Sysfs = _sysfs.Root, NvmlLibrary = "none" };

    private string Leases => Path.Combine(_state, "leases");

    public void Dispose()
    {
        Directory.Delete(_state, recursive: true);
        _sysfs.Dispose();
    }

    [Theory]
    [InlineData("performance", "powersave", "Restored")]
    [InlineData("powersave", "powersave", "Unchanged")]
    [InlineData("schedutil", "schedutil", "Left")]
    public void Lease_OfADeadRun_ByWhatIsFound(string found, string after, string expected)
    {
        _sysfs.Write(Policy, found);
        Leave(Lease());

        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true));

        Assert.Equal(expected, outcome.Restoration.ToString());
        Assert.Equal(after, _sysfs.Read(Policy));
        Assert.Empty(Directory.GetFiles(Leases));
    }

    [Fact]
    public void EnergyPreference_ThatTheGovernorMoved_IsSetBackAfterIt()
    {
        _sysfs.Write(Preference, "balance_performance");
        using (var host = new ControlHost(Paths, [], []))
        {
            _sysfs.Write(Policy, "powersave");
            var control = new GovernorControl();
            var session = new SettingSession(host, "run", () => DateTimeOffset.UnixEpoch, (_, _, _) => { });
            Assert.Empty(session.Apply([new ControlRequest(control, "performance", ControlMode.Set)]));
            _sysfs.Write(Preference, "performance"); // as the kernel does
            foreach (var file in Directory.GetFiles(Leases))
                File.WriteAllText(file + ".kept", Joulemark.Machines.Linux.LockedFile.ReadText(file));
            Assert.Empty(session.Restore());
            Assert.Equal(("powersave", "balance_performance"), (_sysfs.Read(Policy), _sysfs.Read(Preference)));
        }

        // And the same of a run that was killed.
        foreach (var file in Directory.GetFiles(Leases))
            File.Move(file, file[..^".kept".Length]);
        _sysfs.Write(Policy, "performance").Write(Preference, "performance");
        var outcomes = LeaseRestorer.Look(new LeaseStore(Paths), restore: true);

        Assert.Equal([(Policy, Restoration.Restored), (Preference, Restoration.Restored)], outcomes.Select(o => (o.Lease!.Target, o.Restoration)));
        Assert.Equal(("powersave", "balance_performance"), (_sysfs.Read(Policy), _sysfs.Read(Preference)));
    }

    [Fact]
    public void Lease_IsNotActedOn_UnlessAskedFor()
    {
        Leave(Lease());

        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: false));

        Assert.Equal((Restoration.Waiting, "JM6033"), (outcome.Restoration, outcome.Diagnostic!.Id));
        Assert.Equal("performance", _sysfs.Read(Policy));
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfARunThatGoesOn_IsLeftAlone()
    {
        using var held = new LeaseStore(Paths).Take(Lease());

        Assert.Equal(Restoration.Live, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);
        Assert.Equal("performance", _sysfs.Read(Policy));
        LeftoverSettings.Refuse(Paths); // it is not a leftover
    }

    [Fact]
    public void Lease_OnWhatIsNotThere_Stays()
    {
        Leave(Lease() with { Target = "devices/system/cpu/cpufreq/policy9/scaling_governor" });

        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true));

        Assert.Equal(Restoration.Failed, outcome.Restoration);
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_WhoseSettingMayNotBeWritten_Stays_WithTheCommand()
    {
        Leave(Lease());
        _sysfs.DenyFile(Policy);

        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true));

        Assert.Equal(Restoration.Failed, outcome.Restoration);
        Assert.Contains("echo powersave | sudo tee /sys/" + Policy, outcome.Remedy, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"version\": 1, \"control\": \"cpu.governor\" }")]
    [InlineData("\0\0\0\0")]
    public void Lease_ThatIsDamaged_IsReportedAndStays(string text)
    {
        Directory.CreateDirectory(Leases);
        File.WriteAllText(Path.Combine(Leases, "cpu.governor-1.json"), text);
        Leave(Lease());

        var outcomes = LeaseRestorer.Look(new LeaseStore(Paths), restore: true);

        Assert.Equal([Restoration.Restored, Restoration.Damaged], outcomes.Select(o => o.Restoration));
        Assert.Equal("powersave", _sysfs.Read(Policy));
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfANewerJoulemark_IsNotGuessedAt()
    {
        Leave(Lease() with { Version = 2 });

        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true));

        Assert.Equal(Restoration.Damaged, outcome.Restoration);
        Assert.Contains("newer", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clocks_OfADeadRun_AreReset_ButNotThoseOfAnotherMachine()
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        nvml.AddBoard();
        var lease = Lease() with { Control = "gpu.clocks", Target = "GPU-00000000-0000-0000-0000-000000000000", Original = "unlocked", Wanted = ["1410MHz"], NvmlLibrary = nvml.LibraryPath };
        nvml.Keep(0, "lock_max", "1410");
        Leave(lease with { Owner = lease.Owner with { Boot = "another", Machine = "m" } });

        Assert.Equal(Restoration.Elsewhere, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);
        Assert.Equal("1410", nvml.Kept(0, "lock_max")); // somebody else's

        Leave(lease);
        Assert.Equal(Restoration.Restored, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);
        Assert.Null(nvml.Kept(0, "lock_max"));
        Assert.Empty(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfBeforeARestart_HindersNoRun_AndIsRemovedByTheDoctor()
    {
        Assert.SkipWhen(LeaseOwner.Own.Machine is null, "this machine has no /etc/machine-id");
        Leave(Lease() with { Owner = LeaseOwner.Own with { Boot = "before" } });

        Assert.Empty(LeftoverSettings.Refuse(Paths));
        Assert.Equal(Restoration.Unchanged, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);
        Assert.Equal("performance", _sysfs.Read(Policy)); // as it is since the restart
        Assert.Empty(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfAnotherMachine_InASharedHome_IsLeftAlone_AndDoesNotKeepUsFromOurs()
    {
        Leave(Lease() with { Owner = LeaseOwner.Own with { Boot = "another", Machine = "another" } });

        Assert.Empty(LeftoverSettings.Refuse(Paths));
        var outcome = Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true));
        Assert.Equal((Restoration.Elsewhere, null, true), (outcome.Restoration, outcome.Diagnostic, outcome.IsDone));
        Assert.Equal("performance", _sysfs.Read(Policy));
        var theirs = Assert.Single(Directory.GetFiles(Leases));

        // The same setting of the same path: its own file.
        var store = new LeaseStore(Paths);
        using (store.Take(Lease() with { Owner = LeaseOwner.Own with { Boot = "another" } }))
        using (store.Take(Lease()))
            Assert.Equal(3, Directory.GetFiles(Leases).Append(theirs).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Lease_OnAProcessOfAnotherContainer_IsLeftAlone()
    {
        Assert.SkipWhen(LeaseOwner.Own.Namespace is not { Length: > 0 }, "the kernel does not tell its namespaces");
        Leave(Lease() with { Control = "cpu.affinity.client", Target = "process 1 1", Original = "0", Wanted = ["1"], Owner = LeaseOwner.Own with { Namespace = "pid:[1]" } });

        Assert.Equal(Restoration.Elsewhere, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfRoot_IsAWarningToAUser_WhoCanDoNothingAboutIt()
    {
        Leave(Lease());
        var user = Paths with { State = Path.Combine(_state, "user"), OthersState = _state };

        var warning = Assert.Single(LeftoverSettings.Refuse(user));
        Assert.Equal(("JM6036", "sudo joulemark doctor --restore"), (warning.Id, warning.Remedy));
        Assert.Contains("cpu.governor of policy0, powersave before run", warning.Message, StringComparison.Ordinal);
        Assert.Equal(Restoration.Waiting, Assert.Single(LeaseRestorer.Look(new LeaseStore(user), restore: true)).Restoration);
        Assert.Equal("performance", _sysfs.Read(Policy));
        Assert.Single(Directory.GetFiles(Leases));
    }

    [Fact]
    public void Lease_OfRoot_ThatCannotBeRead_IsSaidToBeUnknown()
    {
        Directory.CreateDirectory(Leases);
        File.WriteAllText(Path.Combine(Leases, "cpu.governor-1.json"), "");
        var user = Paths with { State = Path.Combine(_state, "user"), OthersState = _state };
        Assert.Contains("cannot be told", Assert.Single(LeftoverSettings.Refuse(user)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lease_CanBeReadByEveryUser_WhateverTheMask()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "modes are Linux's");
        using var held = new LeaseStore(Paths with { State = Path.Combine(_state, "new") }).Take(Lease());
        var directory = new LeaseStore(Paths with { State = Path.Combine(_state, "new") }).Directory;
        Assert.True(Mode(directory).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
        Assert.All(Directory.GetFiles(directory), f => Assert.True(Mode(f).HasFlag(UnixFileMode.OtherRead) && !Mode(f).HasFlag(UnixFileMode.OtherWrite)));
    }

    [Theory]
    [InlineData(3)] // not supported
    [InlineData(13)] // function not found
    public void Clocks_OfABoardThatCannotLockThem_EndTheirLease(int code)
    {
        Assert.SkipWhen(FakeNvml.Unavailable is not null, FakeNvml.Unavailable ?? "");
        using var nvml = new FakeNvml();
        nvml.AddBoard();
        nvml.SetReturn(0, "nvmlDeviceResetGpuLockedClocks", code);
        Leave(Lease() with { Control = "gpu.clocks", Target = "GPU-00000000-0000-0000-0000-000000000000", Original = "unlocked", Wanted = ["1410MHz"], NvmlLibrary = nvml.LibraryPath });

        Assert.Equal(Restoration.Unchanged, Assert.Single(LeaseRestorer.Look(new LeaseStore(Paths), restore: true)).Restoration);

        Assert.Empty(Directory.GetFiles(Leases));
        LeftoverSettings.Refuse(Paths);
    }

    private static Lease Lease() => new()
    {
        Control = "cpu.governor", Target = Policy, Label = "policy0", Original = "powersave", Wanted = ["ondemand", "performance"], Run = "run",
        Owner = LeaseOwner.Own, Sysfs = "", Procfs = "/proc", NvmlLibrary = "none", Since = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Writes a lease as a process that is gone left it: nobody holds its lock.</summary>
    private void Leave(Lease lease)
    {
        Directory.CreateDirectory(Leases);
        File.WriteAllText(Path.Combine(Leases, "left.json"), JsonSerializer.Serialize(lease with { Sysfs = _sysfs.Root }, RecordJson.Default.Lease));
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
