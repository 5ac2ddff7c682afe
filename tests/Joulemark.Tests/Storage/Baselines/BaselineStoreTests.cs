using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Storage.Baselines;
using Joulemark.Testing.Devices;
using Joulemark.Tests.Comparison.Gating;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Storage.Baselines;

public sealed class BaselineStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BaselineStore _store;

    public BaselineStoreTests() => _store = new BaselineStore(Path.Combine(_directory.Path, "store"), new FakeTimeProvider());

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Baseline_ThatWasSet_IsTheRunThatItWas()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "feature/a.b");
        Assert.Equal((true, "feature/a.b", "a"), (entry.Valid, entry.Branch, entry.Run));
        var (run, configuration) = Assert.Single(_store.Find("feature/a.b", entry.Machine));
        Assert.Equal((entry.Configuration, 3), (configuration.Name, run.Windows.Count(w => w.Stage == Stage.Window)));
        Assert.Empty(run.Damage);

        var candidate = PowerRun.Make("b", [36, 36.3, 35.8]);
        Assert.Equal(GateVerdict.Fail, Gate.Judge((run, configuration), (candidate, candidate.Header.Configurations[0]), new GatePolicy()).Verdict);
        Assert.Single(Directory.GetDirectories(Path.Combine(_directory.Path, "store"))); // the branch's name makes no folders of its own
    }

    [Fact]
    public async Task Baseline_OfAnotherMachineOrBranch_IsNotFoundAndSaysWhatThereIs()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var machine = Assert.Throws<JoulemarkException>(() => _store.Find("main", "000000000000"));
        Assert.Equal((ExitCode.Invalid, true), (machine.ExitCode, machine.Message.Contains(entry.Machine, StringComparison.Ordinal)));
        Assert.Contains("main", Assert.Throws<JoulemarkException>(() => _store.Find("other", entry.Machine)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Baseline_SetAgain_ReplacesTheOneBefore()
    {
        await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var entry = await SetAsync(PowerRun.Make("b", [40, 40.3, 39.8]), "main");
        Assert.Equal("b", Assert.Single(_store.List(out _)).Run);
        Assert.Equal("b", Assert.Single(_store.Find("main", entry.Machine)).Run.Header.Id);
    }

    [Fact]
    public async Task Baseline_OfSeveralStarts_GivesThemAll_AndIsReplacedAsAWhole()
    {
        var runs = new List<(RunRecord, ConfigurationRecord, string)>();
        foreach (var id in (string[])["a", "b", "c"])
        {
            var folder = await RunFolders.WriteAsync(_directory.Path, PowerRun.Make(id, [30, 30.3, 29.8]));
            var record = RunFolderReader.Read(folder);
            runs.Add((record, record.Header.Configurations[0], folder));
        }

        var entry = _store.Set("main", runs, acceptInvalid: false);
        Assert.Equal(["b", "c"], entry.Others.Select(o => o.Run));
        Assert.Equal(["a", "b", "c"], _store.Find("main", entry.Machine).Select(s => s.Run.Header.Id));
        Assert.Equal("JM7053", Assert.Throws<JoulemarkException>(() => _store.Set("main", [runs[0], runs[0]], acceptInvalid: false)).Diagnostics[0].Id);

        _store.Set("main", [runs[2]], acceptInvalid: false);
        Assert.Equal("c", Assert.Single(_store.Find("main", entry.Machine)).Run.Header.Id);
        Assert.Single(Directory.GetFiles(_directory.Path, "run*.zip", SearchOption.AllDirectories));
    }

    /// <summary>Jobs of a pipeline, on a store that they share: some set the baseline of one start, some of three, and others read it.</summary>
    [Fact]
    public async Task Store_ThatManySetAndReadAtOnce_IsOneBaselineOrAnother_AndNeverHalfOfOne()
    {
        var runs = new List<(RunRecord Run, ConfigurationRecord Configuration, string Folder)>();
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            var folder = await RunFolders.WriteAsync(_directory.Path, PowerRun.Make(id, [30, 30.3, 29.8]));
            var record = RunFolderReader.Read(folder);
            runs.Add((record, record.Header.Configurations[0], folder));
        }

        BaselineStore Own() => new(Path.Combine(_directory.Path, "store"), TimeProvider.System);
        var machine = Own().Set("main", runs[..3], acceptInvalid: false).Machine;
        using var over = new CancellationTokenSource();
        int[] read = [0, 0];
        var readers = Enumerable.Range(0, 2).Select(k => Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                var names = string.Concat(Own().Find("main", machine, out var entry).Select(r => r.Run.Header.Id));
                Assert.Equal(string.Concat(entry.Others.Select(o => o.Run).Prepend(entry.Run)), names);
                Assert.Contains(names, (string[])["abc", "d"]);
                Assert.Equal("main", Assert.Single(Own().List(out var damaged)).Branch);
                Assert.Empty(damaged);
                read[k]++;
            }
        }, TestContext.Current.CancellationToken)).ToList();
        var writers = Enumerable.Range(0, 3).Select(k => Task.Run(() =>
        {
            for (var i = 0; i < 30; i++)
                Own().Set("main", (i + k) % 2 == 0 ? runs[..3] : runs[3..], acceptInvalid: false);
        }, TestContext.Current.CancellationToken)).ToList();
        await Task.WhenAll(writers);
        await over.CancelAsync();
        await Task.WhenAll(readers);
        Assert.All(read, r => Assert.NotEqual(0, r));

        // Nothing that lies about: what was overtaken before it could be removed goes with the next one that is set a day later.
        new BaselineStore(Path.Combine(_directory.Path, "store"), new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(2))).Set("main", runs[3..], acceptInvalid: false);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_directory.Path, "store"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Baseline_ThatCannotBeWritten_LeavesTheOneBefore_AndNothingBeside()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var folder = await RunFolders.WriteAsync(_directory.Path, PowerRun.Make("b", [30, 30.3, 29.8]));
        var record = RunFolderReader.Read(folder);
        var windows = Path.Combine(folder, RunFolder.Windows);
        using (new FileStream(windows, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) // so that it cannot be packed
            Assert.Equal("JM7051", Assert.Throws<JoulemarkException>(() => _store.Set("main", [(record, record.Header.Configurations[0], folder)], acceptInvalid: false)).Diagnostics[0].Id);
        Assert.Equal("a", Assert.Single(_store.Find("main", entry.Machine)).Run.Header.Id);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_directory.Path, "store"), "*", SearchOption.AllDirectories).Length);
    }

    /// <summary>A baseline of an older version, whose run has the name that every baseline's had; it is read, and replaced as a whole.</summary>
    [Fact]
    public async Task Baseline_OfTheFirstSchemaVersion_IsReadAndReplaced()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var (file, zip) = (Directory.GetFiles(_directory.Path, "baseline.json", SearchOption.AllDirectories).Single(), Directory.GetFiles(_directory.Path, "run*.zip", SearchOption.AllDirectories).Single());
        File.Move(zip, Path.Combine(Path.GetDirectoryName(zip)!, "run.zip"));
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("\"schema_version\": 2", "\"schema_version\": 1", StringComparison.Ordinal).Replace($"\"id\": \"{entry.Id}\",", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal("a", Assert.Single(_store.Find("main", entry.Machine, out var older)).Run.Header.Id);
        Assert.Equal((1, null), (older.SchemaVersion, older.Id));

        await SetAsync(PowerRun.Make("b", [30, 30.3, 29.8]), "main");
        Assert.Equal("b", Assert.Single(_store.Find("main", entry.Machine)).Run.Header.Id);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_directory.Path, "store"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Energy_OfABaselineOfSeveralStarts_IsTheMeanThatAGateComparesWith()
    {
        var runs = new List<(RunRecord Run, ConfigurationRecord Configuration, string Folder)>();
        foreach (var (id, watts) in new[] { ("a", 20.0), ("b", 30.0), ("c", 45.0) })
        {
            var folder = await RunFolders.WriteAsync(_directory.Path, PowerRun.Make(id, [watts, watts, watts]));
            var record = RunFolderReader.Read(folder);
            runs.Add((record, record.Header.Configurations[0], folder));
        }

        var entry = _store.Set("main", runs, acceptInvalid: false);
        var candidate = PowerRun.Make("d", [30, 30, 30]);
        var rule = Gate.Judge(_store.Find("main", entry.Machine), [(candidate, candidate.Header.Configurations[0])], new GatePolicy()).Rules[0];
        Assert.Equal(rule.Baseline!.Value!.Value, entry.EnergyPerRequest!.Value, 1e-9);
        Assert.Equal((await SetAsync(candidate, "one")).EnergyPerRequest!.Value, entry.EnergyPerRequest.Value, 0.2); // 20, 30 and 45: 30
    }

    [Fact]
    public async Task Run_ThatIsNotValid_IsNoBaselineUnlessItIsAccepted()
    {
        var run = PowerRun.Make("a", [30, 30.3, 29.8]);
        run = run with { Header = run.Header with { Status = RunStatus.Interrupted } };
        Assert.Equal("JM7050", (await Assert.ThrowsAsync<JoulemarkException>(() => SetAsync(run, "main"))).Diagnostics[0].Id);
        Assert.Empty(_store.List(out _));
        Assert.False((await SetAsync(run with { Header = run.Header with { Id = "b" } }, "main", acceptInvalid: true)).Valid);
    }

    [Fact]
    public async Task Entry_WithARunThatIsNull_IsDamaged()
    {
        await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var file = Directory.GetFiles(_directory.Path, "baseline.json", SearchOption.AllDirectories).Single();
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("\"others\": []", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace("\"others\": []", "\"others\": [null]", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Empty(_store.List(out var damaged));
        Assert.Equal(("JM7051", DiagnosticSeverity.Error), (Assert.Single(damaged).Id, damaged[0].Severity));
        Assert.Contains("'others'", damaged[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<<<<<<< HEAD\n{ \"branch\": \"main\" }\n=======\n{}\n>>>>>>> other\n", "a merge left its conflict in", "git checkout --ours")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "is a pointer of Git LFS", "git lfs pull")]
    [InlineData("", "cannot be read", "Set the baseline again")]
    [InlineData("null", "it is empty", "Set the baseline again")]
    [InlineData("{ \"branch\": \"main\" }", "cannot be read", "Set the baseline again")]
    [InlineData("NEWER", "it has schema version 3, and this Joulemark reads up to 2", "Set the baseline again")]
    public async Task Entry_ThatARepositoryMadeUnreadable_SaysWhatToDo_AndStopsNoOther(string text, string what, string remedy)
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var file = Directory.GetFiles(_directory.Path, "baseline.json", SearchOption.AllDirectories).Single();
        await SetAsync(PowerRun.Make("b", [30, 30.3, 29.8]), "other");
        var whole = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text == "NEWER" ? whole.Replace("\"schema_version\": 2", "\"schema_version\": 3", StringComparison.Ordinal) : text, TestContext.Current.CancellationToken);

        var thrown = Assert.Throws<JoulemarkException>(() => _store.Find("main", entry.Machine));
        Assert.Equal((ExitCode.BadUsage, "JM7051"), (thrown.ExitCode, Assert.Single(thrown.Diagnostics).Id));
        Assert.Contains(what, thrown.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains(remedy, thrown.Diagnostics[0].Remedy, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(_store.Find("other", entry.Machine)).Run.Header.Id);
        Assert.Equal("other", Assert.Single(_store.List(out var damaged)).Branch);
        Assert.Equal(thrown.Diagnostics, damaged);

        // A branch without one says so, and what might have been it.
        Assert.Equal(["JM7052", "JM7051"], Assert.Throws<JoulemarkException>(() => _store.Find("third", entry.Machine)).Diagnostics.Select(d => d.Id));
    }

    /// <summary>A merge of two branches that both set the baseline, which took one file of the one and one of the other.</summary>
    [Fact]
    public async Task Baseline_MergedByHalves_IsNotTaken()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        string Zip() => Directory.GetFiles(_directory.Path, "run*.zip", SearchOption.AllDirectories).Single();
        var ours = await File.ReadAllBytesAsync(Zip(), TestContext.Current.CancellationToken);
        await SetAsync(PowerRun.Make("b", [40, 40.3, 39.8]), "main");
        var zip = Zip();
        await File.WriteAllBytesAsync(zip, ours, TestContext.Current.CancellationToken);
        var thrown = Assert.Throws<JoulemarkException>(() => _store.Find("main", entry.Machine));
        Assert.Equal(ExitCode.BadUsage, thrown.ExitCode);
        Assert.Contains("it is of a, and what is beside it is of b, as after a merge", thrown.Message, StringComparison.Ordinal);

        // The zip as a pointer, as a checkout without Git LFS has it.
        await File.WriteAllTextAsync(zip, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", TestContext.Current.CancellationToken);
        Assert.Contains("git lfs pull", Assert.Throws<JoulemarkException>(() => _store.Find("main", entry.Machine)).Diagnostics[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_OfAnotherBranchOrMachine_ThanItsPlaceSays_IsNotTaken()
    {
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), "main");
        var store = Path.Combine(_directory.Path, "store");
        Directory.Move(Path.Combine(store, "main"), Path.Combine(store, "release"));
        var thrown = Assert.Throws<JoulemarkException>(() => _store.Find("release", entry.Machine));
        Assert.Contains("it is of 'main'", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, 'b')]
    [InlineData(60, '☃')]
    public async Task Branch_WithALongName_HasItsBaseline(int length, char letter)
    {
        var branch = new string(letter, length);
        var entry = await SetAsync(PowerRun.Make("a", [30, 30.3, 29.8]), branch);
        await SetAsync(PowerRun.Make("b", [30, 30.3, 29.8]), branch + "2");
        Assert.Equal("a", Assert.Single(_store.Find(branch, entry.Machine)).Run.Header.Id);
        Assert.Equal("b", Assert.Single(_store.Find(branch + "2", entry.Machine)).Run.Header.Id);
        Assert.Equal([branch, branch + "2"], _store.List(out _).Select(e => e.Branch).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Key_OfAMachine_GoesByWhatItIsAndNotByHowItIsSet()
    {
        var run = PowerRun.Make("a", [30]);
        string Key(string key, string value) => MachineKey.Of(run.Machine with { Fingerprint = new Dictionary<string, string>(run.Machine.Fingerprint, StringComparer.Ordinal) { [key] = value } });
        var own = MachineKey.Of(run.Machine);
        Assert.Equal(own, Key("cpu.governor", "powersave"));
        Assert.NotEqual(own, Key("cpu.model", "another"));
        Assert.NotEqual(own, Key("gpu.model", "H100"));
        Assert.Equal(Key("memory.gib", "125.7"), Key("memory.gib", "125.8"));
    }

    private async Task<BaselineEntry> SetAsync(RunRecord run, string branch, bool acceptInvalid = false)
    {
        var folder = await RunFolders.WriteAsync(_directory.Path, run);
        var record = RunFolderReader.Read(folder);
        return _store.Set(branch, [(record, record.Header.Configurations[0], folder)], acceptInvalid);
    }
}
