using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>Real runs of the reference server, compared by the real command line.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private const string Quick = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 3, max: 3 }, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();

    [Fact]
    public async Task RunsOfTheSame_AreComparable_AndOfAnotherModelOnlyWhereItIsIsolated()
    {
        var first = await RunAsync();
        var second = await RunAsync();
        var other = await RunAsync("--set", "server.model=small-int8");

        var same = (await CompareAsync(first, second, "--json")).Json;
        Assert.True(same.GetProperty("comparable").GetBoolean(), same.ToString());
        Assert.Equal(0, same.GetProperty("allowed").GetArrayLength());
        Assert.Equal(3, Ratio(same).GetProperty("n").GetInt32());
        Assert.True(Ratio(same).GetProperty("lower").GetDouble() < Ratio(same).GetProperty("upper").GetDouble());

        var refused = (await CompareAsync(first, other)).Expect(3).Says("JM7003", "server.model is small-fp32 against small-int8", "--isolate server.model");
        Assert.Contains("NOT COMPARABLE", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("energy_per_request", refused.Output, StringComparison.Ordinal);
        await Shown.StaysWholeAsync(["compare", first, other], l => !l.StartsWith("A ", StringComparison.Ordinal) && !l.StartsWith("B ", StringComparison.Ordinal), "group", "key");
        Assert.Equal(0, (await CompareAsync(first, other, "--json")).Json.GetProperty("metrics").GetArrayLength());

        var isolated = (await CompareAsync(first, other, "--isolate", "server.model", "--json")).Json;
        Assert.True(isolated.GetProperty("comparable").GetBoolean(), isolated.ToString());
        Assert.Equal("isolated", VerdictOf(isolated, "server.model"));
        Assert.Equal("follows", VerdictOf(isolated, "server.model.dtype"));
        Assert.Contains("energy_per_request", (await CompareAsync(first, other, "--isolate", "server.model")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_WithOtherThreads_AreComparableOnlyWhereThatIsAllowed()
    {
        var (first, other) = (await RunAsync(), await RunAsync("--set", "server.threads=2"));
        (await CompareAsync(first, other)).Expect(3).Says("server.threads is 1 against 2");

        var allowed = (await CompareAsync(first, other, "--allow", "server.threads", "--json")).Json;
        Assert.True(allowed.GetProperty("comparable").GetBoolean());
        var said = Assert.Single(allowed.GetProperty("allowed").EnumerateArray());
        Assert.Equal(("server.threads", "1", "2"), (said.GetProperty("key").GetString(), said.GetProperty("a").GetString(), said.GetProperty("b").GetString()));
        Assert.Contains("ALLOWED to differ: server.threads is 1 against 2", (await CompareAsync(first, other, "--allow", "server.threads")).Output, StringComparison.Ordinal);
        (await CompareAsync(first, other, "--allow", "server.thread")).Expect(2).Says("JM7001", "did you mean 'server.threads'");
        (await CompareAsync(first, other, "--allow", "boundary")).Expect(2).Says("JM7002");
    }

    [Fact]
    public async Task ConfigurationsOfOneRun_AreComparedByWhatVaries()
    {
        var run = await RunAsync("vary: { server.model: [small-fp32, small-int8, large-int8] }");
        (await CompareAsync(run, run)).Expect(2).Says("JM7020", $"'{run}:small-fp32'", $"'{run}:small-int8'");
        (await CompareAsync($"{run}:small-fp32", $"{run}:small-int9")).Expect(2).Says("did you mean 'small-int8'");

        var result = (await CompareAsync($"{run}:small-fp32", $"{run}:small-int8", "--json")).Json;
        Assert.True(result.GetProperty("comparable").GetBoolean(), result.ToString());
        Assert.Equal("server.model", Assert.Single(result.GetProperty("isolated").EnumerateArray()).GetString());
        Assert.Contains("paired", Ratio(result).GetProperty("method").GetString(), StringComparison.Ordinal);

        var table = (await CliProcess.RunAsync(["compare", run])).Output.Split('\n').Where(l => l.StartsWith('|')).ToList();
        Assert.Contains(table, l => l.Contains("J/request", StringComparison.Ordinal));
        Assert.All(table, l => Assert.InRange(l.TrimEnd().Length, 1, 120));
        await Shown.StaysWholeAsync(["compare", run], Shown.IsOfATable, "figure");

        // A folder's name may hold colons, too.
        var moved = _workspace.File("a:b");
        Directory.Move(run, moved);
        (await CompareAsync($"{moved}:small-fp32", $"{moved}:small-int8")).Expect(0, 3);
    }

    [Fact]
    public async Task AllConfigurationsOfARun_AreComparedWithItsFirst_AndWrittenAsFiles()
    {
        var run = await RunAsync("vary: { server.model: [small-fp32, small-int8, large-fp32] }");
        var many = (await CliProcess.RunAsync(["compare", run, "--json", "-o", _workspace.File("compare.json")])).Expect(0, 3);
        Assert.Equal("small-fp32", many.Json.GetProperty("baseline").GetProperty("configuration").GetString());
        Assert.Equal(["small-int8", "large-fp32"], many.Json.GetProperty("comparisons").EnumerateArray().Select(c => c.GetProperty("b").GetProperty("configuration").GetString()));
        Assert.Equal(0.975, many.Json.GetProperty("confidence").GetDouble(), 12);
        Assert.Equal(many.Output.Trim(), (await ReadAsync("compare.json")).Trim());

        foreach (var (file, text) in ((string, string)[])[("compare.md", "2 configurations against small-fp32"), ("compare.html", "class=\"forest\""), ("compare.csv", "baseline_run,")])
        {
            var shown = (await CliProcess.RunAsync(["compare", run, "-o", _workspace.File(file)])).Expect(0, 3);
            Assert.Contains("large-fp32", shown.Output, StringComparison.Ordinal);
            Assert.Contains("Bonferroni", shown.Output, StringComparison.Ordinal);
            Assert.Contains(text, await ReadAsync(file), StringComparison.Ordinal);
        }

        (await CliProcess.RunAsync(["compare", run, "-o", _workspace.File("compare.pdf")])).Expect(2).Says("JM4005", ".html, .md, .json, .csv");
        (await CliProcess.RunAsync(["compare", $"{run}:small-int8"])).Expect(2).Says("JM7080");
        await ReportsAsync(run);
    }

    private async Task ReportsAsync(string run)
    {
        (await CliProcess.RunAsync(["report", run, "-o", _workspace.File("report.pdf")])).Expect(2).Says("JM4005", ".html, .md, .json, .csv");
        var copy = _workspace.File("copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(run))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        (await CliProcess.RunAsync(["report", run, copy, run, "-o", _workspace.File("report.csv")])).Expect(0, 3);
        Assert.Equal(6, (await ReadAsync("report.csv")).Split('\n').Count(l => l.Contains(",energy_per_request,", StringComparison.Ordinal))); // three configurations, two folders; one that is named twice is there once
        Assert.Equal(2, (await CliProcess.RunAsync(["report", run, copy, "--json"])).Expect(0, 3).Json.GetProperty("runs").GetArrayLength());
        (await CliProcess.RunAsync(["report", run, "-o", _workspace.File("report.md")])).Expect(0, 3);
        Assert.Contains("| `large-fp32` | ", await ReadAsync("report.md"), StringComparison.Ordinal);
        (await CliProcess.RunAsync(["report", run, "-o", _workspace.File("no/such/folder.md")])).Expect(2).Says("JM4004");
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(_workspace.File(name), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Environment_OfARun_IsThatOfThisMachine()
    {
        var run = await RunAsync();
        var diff = (await CliProcess.RunAsync(["env", "diff", "here", run, "--json"])).Expect(0).Json;
        Assert.DoesNotContain(diff.GetProperty("facts").EnumerateArray(), f => f.GetProperty("key").GetString() is "cpu.model" or "os.kernel");
        var all = (await CliProcess.RunAsync(["env", "diff", ".", Path.Combine(run, "machine.json"), "--all", "--json"])).Expect(0).Json;
        Assert.Contains(all.GetProperty("facts").EnumerateArray(), f => f.GetProperty("key").GetString() == "cpu.model" && !f.GetProperty("differs").GetBoolean());

        var other = _workspace.Write("other.json", (await File.ReadAllTextAsync(Path.Combine(run, "machine.json"), TestContext.Current.CancellationToken)).Replace("\"os.kernel\"", "\"os.kernel-x\"", StringComparison.Ordinal));
        Assert.Contains("os.kernel", (await CliProcess.RunAsync(["env", "diff", run, other])).Expect(0).Output, StringComparison.Ordinal);
        await Shown.StaysWholeAsync(["env", "diff", Path.Combine(run, "machine.json"), other], l => !l.Contains(_workspace.Path, StringComparison.Ordinal), "group", "key"); // a path is a word that may be longer than a line
        (await CliProcess.RunAsync(["env", "diff", run, _workspace.File("nothing")])).Expect(2).Says("JM4003");
    }

    public void Dispose() => _workspace.Dispose();

    private static Task<CliResult> CompareAsync(string a, string b, params string[] more) => CliProcess.RunAsync(["compare", a, b, .. more]);

    private static JsonElement Ratio(JsonElement comparison) =>
        comparison.GetProperty("metrics").EnumerateArray().First(m => m.GetProperty("name").GetString() == "energy_per_request").GetProperty("ratio");

    private static string? VerdictOf(JsonElement comparison, string key) =>
        comparison.GetProperty("differences").EnumerateArray().First(d => d.GetProperty("key").GetString() == key).GetProperty("verdict").GetString();

    /// <summary>Runs the spec, and gives the new run's folder.</summary>
    private async Task<string> RunAsync(params string[] more)
    {
        string[] before = Directory.Exists(_workspace.Runs) ? Directory.GetDirectories(_workspace.Runs) : [];
        var vary = more.Length > 0 && more[0].StartsWith("vary", StringComparison.Ordinal) ? more[0] : "";
        (await _workspace.RunAsync(Workspace.Reference(Quick + "\n" + vary), vary.Length > 0 ? more[1..] : more)).Expect(0, 3);
        return Directory.GetDirectories(_workspace.Runs).Except(before, StringComparer.Ordinal).Single();
    }
}
