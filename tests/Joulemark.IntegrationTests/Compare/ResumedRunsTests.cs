using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>A run that was killed and resumed is one measurement in two folders, to every command that judges.</summary>
public sealed class ResumedRunsTests : IDisposable
{
    private const string Spec = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 700ms, repeats: { min: 3, max: 3 }, cool-down: 0s }
        vary: { server.model: [small-fp32, small-int8, large-int8] }
        """;

    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Configurations_OfBothFolders_AreJudgedOnceEach()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        var (first, second) = await ResumeAsync();
        var (e, l) = (Path.GetFileName(first), Path.GetFileName(second));

        // Each configuration, of the folder that measured it whole; a name of either folder is enough, and both count nothing twice.
        foreach (var named in (string[][])[[second], [first, second, second]])
        {
            var family = (await CliProcess.RunAsync(["compare", .. named, "--json"])).Expect(0, 3);
            var all = family.Json.GetProperty("comparisons").EnumerateArray().Select(c => c.GetProperty("b")).Prepend(family.Json.GetProperty("baseline")).ToList();
            Assert.Equal([("small-fp32", e), ("small-int8", l), ("large-int8", l)], all.Select(s => (Name(s), s.GetProperty("run").GetString())));
            Assert.All(all, s => Assert.DoesNotContain("incomplete", s.GetProperty("validity").ToString(), StringComparison.Ordinal));
            Assert.All(family.Json.GetProperty("comparisons").EnumerateArray(), c => Assert.True(c.GetProperty("comparable").GetBoolean(), c.ToString()));
            Assert.All(family.Json.GetProperty("comparisons").EnumerateArray(), c => Assert.Equal(3, c.GetProperty("metrics")[0].GetProperty("ratio").GetProperty("n").GetInt32()));
            var candidates = (await CliProcess.RunAsync(["recommend", .. named, "--json"])).Expect(0, 3).Json.GetProperty("candidates").EnumerateArray().ToList();
            Assert.Equal(["large-int8", "small-fp32", "small-int8"], candidates.Select(Name).Order(StringComparer.Ordinal));
            Assert.All(candidates, c => Assert.DoesNotContain("incomplete", c.ToString(), StringComparison.Ordinal));
        }

        Assert.Equal(3, (await CliProcess.RunAsync(["recommend", second, first, "--json"])).Expect(0, 3).Json.GetProperty("candidates").GetArrayLength());
        (await CliProcess.RunAsync(["compare", $"{first}:small-fp32", $"{second}:small-fp32"])).Expect(0, 3).Says("JM7008"); // one and the same

        // By itself the folder that was cut off is not valid, its finished configuration no more than the others.
        Shows((await CliProcess.RunAsync(["compare", $"{first}:small-fp32", $"{first}:small-int8"])).Expect(3), "incomplete");
        (await CliProcess.RunAsync(["gate", "--baseline", $"{second}:small-fp32", $"{first}:small-fp32", "--candidate", $"{second}:small-int8"])).Expect(2).Says("JM7053", e, "2 times");

        var gate = (await CliProcess.RunAsync(["gate", "--baseline", $"{second}:small-fp32", "--candidate", $"{second}:small-int8", "--json"])).Expect(0, 1, 3).Json;
        Assert.Equal("server.model", Assert.Single(gate.GetProperty("isolated").EnumerateArray()).GetString());
        Assert.NotEmpty(gate.GetProperty("rules").EnumerateArray());
        Assert.DoesNotContain("incomplete", gate.ToString(), StringComparison.Ordinal);
        await Sheet($"{second}:small-fp32", e);
        (await CliProcess.RunAsync(["recommend", second, "--tariff", "0.3", "--hardware-price", $"{second}=2", "--minimize", "cost", "--json"])).Expect(0, 3);
    }

    [Fact]
    public async Task Baseline_OfAFolderThatWasResumed_IsThePointItself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        var (first, second) = await ResumeAsync();
        foreach (var configuration in (string[])["small-fp32", "small-int8"]) // of the earlier folder, and of the later one
        {
            var store = _workspace.File($"baselines-{configuration}");
            (await CliProcess.RunAsync(["baseline", "set", $"{second}:{configuration}", "--store", store, "--accept-invalid"])).Expect(0);
            var gate = (await CliProcess.RunAsync(["gate", "--baseline", "@main", "--store", store, "--candidate", $"{second}:large-int8", "--isolate", "server.model", "--accept-invalid", "--json"])).Expect(0, 1, 3).Json;
            Assert.Equal(configuration, Name(gate.GetProperty("baseline")));
            Assert.DoesNotContain("damaged-records", gate.ToString(), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Array, gate.GetProperty("rules").ValueKind);
        }

        Assert.True(Directory.Exists(first));
    }

    [Fact]
    public async Task Folder_ThatIsNoMore_IsSaidWithWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        var (first, second) = await ResumeAsync();
        Directory.Move(first, _workspace.File("elsewhere"));

        (await CliProcess.RunAsync(["gate", "--baseline", $"{second}:small-fp32", "--candidate", $"{second}:small-int8"])).Expect(2)
            .Says("JM7020", "has no configuration 'small-fp32'", $"goes on from '{Path.GetFileName(first)}', which is not beside it", "Put that folder beside it");
        Shows((await CliProcess.RunAsync(["compare", $"{second}:small-int8", $"{second}:large-int8"])).Expect(3), "damaged-records", "put that folder beside it");
        Shows((await CliProcess.RunAsync(["recommend", second])).Expect(3), "put that folder beside it");
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>The sheet of a configuration is that of the run that measured it.</summary>
    private async Task Sheet(string configuration, string run)
    {
        var sheet = (await CliProcess.RunAsync(["report", "--disclosure", configuration, "--json"])).Expect(0, 3).Json;
        Assert.Equal(run, sheet.GetProperty("run").GetString());
        Assert.DoesNotContain("incomplete", sheet.GetProperty("reasons").ToString(), StringComparison.Ordinal);
    }

    /// <summary>Rounds go forth and back (1 2 3, 3 2 1, 1 2 3): killed in the third window of the second, the first is whole.</summary>
    private async Task<(string First, string Second)> ResumeAsync()
    {
        var spec = Workspace.Reference(Spec);
        var first = await _workspace.RunUntilKilledAsync(spec, "small-int8: window 3 of");

        (await CliProcess.RunAsync(_workspace.RunArguments(spec, "--resume", first))).Expect(0, 3);
        return (first, Assert.Single(Directory.GetDirectories(_workspace.Runs), d => d != first));
    }

    private static void Shows(CliResult result, params string[] texts) => Assert.All(texts, t => Assert.Contains(t, result.Output, StringComparison.Ordinal));

    private static string? Name(JsonElement side) => side.GetProperty("configuration").GetString();
}
