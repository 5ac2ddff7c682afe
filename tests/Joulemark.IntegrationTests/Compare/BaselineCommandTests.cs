using System.IO.Compression;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>Baselines by branch and machine: kept, shown, and taken by a gate and a comparison; and what is wrong with a store is said.</summary>
public sealed class BaselineCommandTests(TwoRuns runs) : IClassFixture<TwoRuns>, IDisposable
{
    private readonly Workspace _workspace = new();

    private string Store => _workspace.File("store");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Baseline_ThatWasSet_IsListedAndShown_AndTakenByGateAndCompare()
    {
        var set = (await SetAsync("main", "--json")).Json;
        Assert.Equal(("main", Path.GetFileName(runs.First), "small-fp32"), (Text(set, "branch"), Text(set, "run"), Text(set, "configuration")));
        Assert.True(JsonElement.DeepEquals(set, Assert.Single((await BaselineAsync("list", "--json")).Expect(0).Json.EnumerateArray())));
        Assert.True(JsonElement.DeepEquals(set, (await BaselineAsync("show", "--json")).Expect(0).Json));
        foreach (var command in (string[])["list", "show"])
        {
            var shown = (await BaselineAsync(command)).Expect(0).Output;
            Assert.Contains("main", shown, StringComparison.Ordinal);
            Assert.Contains(Text(set, "machine")!, shown.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        var gate = (await GateAsync("@main", "--json")).Expect(0, 1, 3).Json;
        Assert.Equal(Path.GetFileName(runs.First), Text(gate.GetProperty("baseline"), "run"));
        Assert.NotEqual("not-comparable", Text(gate, "verdict"));
        Assert.NotEqual(0, gate.GetProperty("rules").GetArrayLength());

        // The very figures that the run itself is compared by, as it has been packed and unpacked.
        var compared = (await CompareAsync("@main", runs.Second)).Expect(0, 3).Json;
        Assert.True(compared.GetProperty("comparable").GetBoolean());
        Assert.Equal((await CompareAsync(runs.First, runs.Second)).Expect(0, 3).Json.GetProperty("metrics").ToString(), compared.GetProperty("metrics").ToString());
    }

    [Fact]
    public async Task Store_WithoutAName_IsInTheFolderThatACommandIsGivenIn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        var tool = string.Join(' ', CliProcess.Command.Select(w => $"'{w}'"));
        await using var shell = CliProcess.StartCommand(["sh", "-ec", $"cd '{_workspace.Path}'; {tool} baseline set '{runs.First}' --accept-invalid; {tool} baseline show --json"]);
        (await shell.ExitAsync()).Expect(0);
        Assert.Single(Directory.GetFiles(_workspace.File(".joulemark/baselines"), "baseline.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Baseline_OfSeveralStarts_IsAllOfThem()
    {
        var set = (await BaselineAsync("set", runs.First, runs.Second, "--accept-invalid", "--json")).Expect(0).Json;
        Assert.Equal(Path.GetFileName(runs.Second), Text(Assert.Single(set.GetProperty("others").EnumerateArray()), "run"));
        var shown = (await BaselineAsync("list")).Expect(0).Output;
        Assert.Contains("small-fp32", shown, StringComparison.Ordinal);

        var candidate = Copy(runs.Second, "candidate");
        var gate = (await CliProcess.RunAsync(["gate", "--baseline", "@main", "--candidate", candidate, "--store", Store, "--accept-invalid", "--json"])).Expect(0, 1, 3).Json;
        Assert.Equal(2, gate.GetProperty("baseline_starts").GetArrayLength());
        var many = (await CompareAsync("@main", candidate)).Expect(0, 3).Json;
        Assert.Equal(["second", "candidate"], many.GetProperty("comparisons").EnumerateArray().Select(c => Text(c.GetProperty("b"), "run") == "candidate" ? "candidate" : "second"));
    }

    /// <summary>Jobs on one machine, with a store that they share.</summary>
    [Fact]
    public async Task Store_ThatSeveralProcessesSetAndReadAtOnce_IsWhole()
    {
        await SetAsync("main");
        var candidate = Copy(runs.Second, "candidate");
        string[][] commands = [["baseline", "set", runs.First, "--accept-invalid"], ["baseline", "set", runs.First, runs.Second, "--accept-invalid"], ["gate", "--baseline", "@main", "--candidate", candidate, "--accept-invalid"], ["baseline", "show"]];
        var results = await Task.WhenAll(Enumerable.Range(0, 3).SelectMany(_ => commands).Select(c => CliProcess.RunAsync([.. c, "--store", Store])));
        Assert.All(results, r => Assert.DoesNotContain("JM7051", r.Error, StringComparison.Ordinal));
        Assert.All(results, r => r.Expect(0, 1, 3));
        (await BaselineAsync("show")).Expect(0);
    }

    [Fact]
    public async Task Branch_WithoutABaseline_IsSaid_WithThoseThereAre()
    {
        foreach (var result in new[] { await BaselineAsync("show"), await GateAsync("@main"), await CompareAsync("@main", runs.Second) })
            result.Expect(3).Says("JM7052", "there is no baseline of 'main'", "joulemark baseline set RUN --branch main");
        Assert.Empty((await BaselineAsync("list", "--json")).Expect(0).Json.EnumerateArray());

        await SetAsync("release/1.0");
        foreach (var result in new[] { await BaselineAsync("show"), await GateAsync("@main"), await CompareAsync("@main", runs.Second) })
            result.Expect(3).Says("JM7052", "there are of: release/1.0");
        Assert.Equal("release/1.0", Text((await BaselineAsync("show", "--branch", "release/1.0", "--json")).Expect(0).Json, "branch"));
    }

    /// <summary>The first gate of a pipeline, say: what looks at its reports must not find those of another, or nothing.</summary>
    [Fact]
    public async Task Gate_WithoutABaseline_SaysSoInEveryReport()
    {
        string[] files = [_workspace.Write("junit.xml", "of an earlier gate"), _workspace.Write("comment.md", "of an earlier gate"), _workspace.Write("quality.json", "of an earlier gate")];
        var gate = await GateAsync("@main", "--junit", files[0], "--markdown", files[1], "--gitlab", files[2], "--github");
        gate.Expect(3).Says("JM7052", "::error title=Energy gate without a verdict");
        Assert.All(files, f => Assert.Contains("there is no baseline of 'main'", File.ReadAllText(f), StringComparison.Ordinal));
        Assert.Contains("errors=\"1\"", File.ReadAllText(files[0]), StringComparison.Ordinal);
        Assert.Contains("critical", File.ReadAllText(files[2]), StringComparison.Ordinal);

        (await CliProcess.RunAsync(["gate", "--baseline", runs.First, "--candidate", _workspace.File("nowhere"), "--junit", files[0]])).Expect(2);
        Assert.Contains("nowhere", File.ReadAllText(files[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Baseline_OfAnotherMachine_IsNotTaken_AndThoseThereAreAreNamed()
    {
        var set = (await SetAsync("main", "--json")).Json;
        var elsewhere = Copy(runs.Second, "elsewhere");
        Edit(Path.Combine(elsewhere, "machine.json"), "\"cpu.model\": \"", "\"cpu.model\": \"another ");
        foreach (var result in new[] { await GateAsync("@main", "--candidate", elsewhere), await CompareAsync("@main", elsewhere) })
            result.Expect(3).Says("JM7052", "'main' has no baseline of this machine", Text(set, "machine")!);

        // Nor does one that another machine made, in a store that machines share, stand for this one's.
        var entry = EntryFile();
        Edit(entry, Text(set, "machine")!, "0123456789ab");
        Directory.Move(Path.GetDirectoryName(entry)!, Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(entry))!, "0123456789ab"));
        (await BaselineAsync("show")).Expect(3).Says("JM7052", "0123456789ab");
        await SetAsync("main");
        Assert.Equal(2, (await BaselineAsync("list", "--json")).Expect(0).Json.GetArrayLength());
        Assert.Equal(Text(set, "machine"), Text((await BaselineAsync("show", "--json")).Expect(0).Json, "machine"));
    }

    [Fact]
    public async Task Store_ThatIsDamaged_IsSaidByEveryCommandThatReadsIt()
    {
        await SetAsync("main");
        var zip = Directory.GetFiles(Path.GetDirectoryName(EntryFile())!, "run*.zip").Single();
        var whole = await File.ReadAllBytesAsync(zip, TestContext.Current.CancellationToken);

        // A run that was cut short by a copy, one that is not there, one that is another's, and no run at all: the list still tells what there should be.
        await UnreadableAsync(() => File.WriteAllBytes(zip, whole[..(whole.Length / 2)]));
        await UnreadableAsync(() => File.Delete(zip));
        await UnreadableAsync(() => Pack(runs.Second, zip));
        await UnreadableAsync(() => Pack(Directory.CreateDirectory(_workspace.File("empty")).FullName, zip));
        (await BaselineAsync("list")).Expect(0);

        await File.WriteAllBytesAsync(zip, whole, TestContext.Current.CancellationToken);
        await GateAsync("@main");
        await UnreadableAsync(() => File.WriteAllText(EntryFile(), "{ \"branch\": "));
        (await BaselineAsync("list")).Expect(2).Says("JM7051", EntryFile(), "Set the baseline again");

        // It stops no other.
        await SetAsync("other");
        Assert.Equal("other", Text(Assert.Single((await BaselineAsync("list", "--json")).Expect(2).Says("JM7051").Json.EnumerateArray()), "branch"));
        Assert.DoesNotContain("JM7051", (await GateAsync("@other")).Expect(0, 1, 3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_InSettingABaseline_AreSaid()
    {
        (await BaselineAsync("set", _workspace.File("nothing"))).Expect(2).Says("nothing");
        (await BaselineAsync("set", $"{runs.First}:small-int9")).Expect(2).Says("JM7020");
        (await BaselineAsync("set", runs.First, runs.First, "--accept-invalid")).Expect(2).Says("JM7053");
        var failed = Copy(runs.First, "failed");
        Edit(Path.Combine(failed, "run.json"), "\"status\": \"complete\"", "\"status\": \"failed\"");
        (await BaselineAsync("set", failed)).Expect(3).Says("JM7050", "failed", "--accept-invalid");
        Assert.False(Directory.Exists(Store));

        _workspace.Write("store", "a file");
        (await BaselineAsync("set", runs.First, "--accept-invalid")).Expect(2).Says("JM7051");
        (await BaselineAsync("list")).Expect(2).Says("JM7051", "is a file");
        (await GateAsync("@main")).Expect(2).Says("JM7051");
        (await CliProcess.RunAsync(["gate", "--baseline", "@main", runs.First, "--candidate", runs.Second, "--store", Store])).Expect(2).Says("JM7053");
    }

    private async Task UnreadableAsync(Action damage)
    {
        damage();
        foreach (var result in new[] { await BaselineAsync("show"), await GateAsync("@main"), await CompareAsync("@main", runs.Second) })
            result.Expect(2).Says("JM7051", "Set ");
    }

    private Task<CliResult> BaselineAsync(params string[] arguments) => CliProcess.RunAsync(["baseline", .. arguments, "--store", Store]);

    private async Task<CliResult> SetAsync(string branch, params string[] more) =>
        (await BaselineAsync(["set", runs.First, "--branch", branch, "--accept-invalid", .. more])).Expect(0); // short windows of a busy machine

    private Task<CliResult> GateAsync(string baseline, params string[] more) =>
        CliProcess.RunAsync(["gate", "--baseline", baseline, .. more.Contains("--candidate", StringComparer.Ordinal) ? more : ["--candidate", runs.Second, .. more], "--store", Store, "--accept-invalid"]);

    private Task<CliResult> CompareAsync(string a, string b) => CliProcess.RunAsync(["compare", a, b, "--store", Store, "--json"]);

    private string EntryFile() => Directory.GetFiles(Store, "baseline.json", SearchOption.AllDirectories).Single();

    private static void Edit(string file, string text, string other)
    {
        var before = File.ReadAllText(file);
        Assert.Contains(text, before, StringComparison.Ordinal);
        File.WriteAllText(file, before.Replace(text, other, StringComparison.Ordinal));
    }

    private static void Pack(string folder, string zip)
    {
        File.Delete(zip);
        ZipFile.CreateFromDirectory(folder, zip);
    }

    /// <summary>A copy of a run, as another run.</summary>
    private string Copy(string run, string name)
    {
        var copy = Directory.CreateDirectory(_workspace.File(name)).FullName;
        foreach (var file in Directory.GetFiles(run))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Edit(Path.Combine(copy, "run.json"), Path.GetFileName(run), name);
        return copy;
    }

    private static string? Text(JsonElement of, string key) => of.GetProperty(key).GetString();
}
