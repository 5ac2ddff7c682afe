using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Recommend;

/// <summary>A real run of two reference models, and which of them the real command line recommends.</summary>
public sealed class RecommendCommandTests : IDisposable
{
    private const string TwoModels = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 3, max: 3 }, cool-down: 0s }
        vary: { server.model: [small-fp32, small-int8] }
        """;

    private readonly Workspace _workspace = new();

    [Fact]
    public async Task RunOfTwoModels_GivesAnAnswer_OrSaysWhyNot()
    {
        (await _workspace.RunAsync(Workspace.Reference(TwoModels))).Expect(0, 3);
        var run = _workspace.Run;

        // Windows of a second on a busy machine may not be valid: then both are rejected for that, and nothing is picked.
        var result = await CliProcess.RunAsync(["recommend", run, "--tariff", "0.30", "--pue", "1.3", "--json"]);
        var pick = result.Json.GetProperty("pick").GetString();
        result.Expect(pick is null ? 3 : 0);
        var candidates = result.Json.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(["small-fp32", "small-int8"], candidates.Select(c => c.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        foreach (var candidate in candidates)
        {
            Assert.Equal(candidate.GetProperty("verdict").GetString() == "rejected", candidate.GetProperty("reasons").GetArrayLength() > 0);
            Assert.DoesNotContain(candidate.GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() is "other-task" or "not-comparable" or "no-figure");
            var (energy, cost) = (candidate.GetProperty("energy").GetProperty("value").GetDouble(), candidate.GetProperty("cost").GetProperty("value").GetDouble());
            Assert.Equal(energy * 1000 / 3.6e6 * 1.3 * 0.3, cost, cost * 1e-9);
        }

        if (pick is not null)
            Assert.Equal(pick, candidates[0].GetProperty("name").GetString());
        await TablesFitAsync(run);
        var text = await CliProcess.RunAsync(["recommend", $"{run}:small-fp32", $"{run}:small-int8", "--objective", "ttft-p99=1us"]);
        text.Expect(3);
        Assert.Contains("Nothing is recommended", text.Output, StringComparison.Ordinal);
        Assert.Contains("rejected", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunsOfOneSpec_AreStartsOfItsConfigurations_UnlessTheirHardwareHasOtherPrices()
    {
        for (var start = 0; start < 2; start++)
            (await _workspace.RunAsync(Workspace.Reference(TwoModels))).Expect(0, 3);
        string[] runs = [.. Directory.GetDirectories(_workspace.Runs).Order(StringComparer.Ordinal)], ids = [.. runs.Select(r => Path.GetFileName(r))];

        var result = (await CliProcess.RunAsync(["recommend", .. runs, "--json"])).Expect(0, 3);
        var candidates = result.Json.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(["small-fp32", "small-int8"], candidates.Select(c => c.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        foreach (var candidate in candidates)
        {
            var starts = candidate.GetProperty("starts").EnumerateArray().ToList();
            Assert.Equal(ids, starts.Select(s => s.GetProperty("run").GetString()));
            Assert.Equal(2, candidate.GetProperty("energy").GetProperty("n").GetInt32());
            foreach (var bad in starts.Where(s => !s.GetProperty("validity").GetProperty("valid").GetBoolean()).Select(s => s.GetProperty("run").GetString()))
                Assert.Contains(candidate.GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() == "invalid" && r.GetProperty("evidence").GetString()!.Contains($"start {bad}: ", StringComparison.Ordinal));
        }

        var text = (await CliProcess.RunAsync(["recommend", .. runs])).Expect(0, 3).Output;
        Assert.Contains("starts of one configuration", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\| configuration +\| starts ", text);

        int Candidates(CliResult priced) => priced.Expect(0, 3).Json.GetProperty("candidates").GetArrayLength();
        string[] cost = ["recommend", .. runs, "--minimize", "cost", "--tariff", "0.3", "--json", "--hardware-price", $"{ids[0]}=2", "--hardware-price"];
        Assert.Equal(2, Candidates(await CliProcess.RunAsync([.. cost, $"{ids[1]}=2"])));
        Assert.Equal(4, Candidates(await CliProcess.RunAsync([.. cost, $"{ids[1]}=3"])));
    }

    /// <summary>Every figure is there and whole, however narrow the terminal.</summary>
    private static async Task TablesFitAsync(string run)
    {
        foreach (var columns in (int[])[80, 120])
        {
            foreach (var command in (string[][])[["recommend", run, "--tariff", "0.30", "--grid", "DE"], ["compare", $"{run}:small-fp32", $"{run}:small-int8"], ["report", run, run]])
            {
                var shown = await CliProcess.RunAsync(command, new Dictionary<string, string> { ["COLUMNS"] = columns.ToString(System.Globalization.CultureInfo.InvariantCulture) });
                var table = shown.Expect(0, 3).Output.Split('\n').Where(l => l.StartsWith('|') || l.StartsWith('+')).ToList();
                Assert.NotEmpty(table);
                Assert.All(table, l => Assert.InRange(l.TrimEnd().Length, 1, columns));
                var words = command[0] switch { "recommend" => (string[])["mJ/request|µJ/request|J/request", "accuracy/Wh", "requests/s", "cost/", "gCO2e/"], "compare" => ["interval", "verdict", "detectable", " A ", " B "], _ => [] };
                Assert.All(words, w => Assert.Contains(table, l => System.Text.RegularExpressions.Regex.IsMatch(l, w, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))));
            }
        }
    }

    [Fact]
    public async Task WhatIsMissing_IsSaidBeforeAnythingIsRead()
    {
        (await CliProcess.RunAsync(["recommend", _workspace.File("nothing"), "--minimize", "carbon"])).Expect(2).Says("JM7041", "--intensity");
        (await CliProcess.RunAsync(["recommend", _workspace.File("nothing"), "--objective", "ttft-p98=1s"])).Expect(2).Says("JM7040", "did you mean");
        (await CliProcess.RunAsync(["recommend", _workspace.File("nothing")])).Expect(2).Says("JM4003");
        (await CliProcess.RunAsync(["recommend"])).Expect(2);
    }

    public void Dispose() => _workspace.Dispose();
}
