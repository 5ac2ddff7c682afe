using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>What commands list about machines, baselines and records, on terminals that are too narrow for it.</summary>
public sealed class NarrowTerminalTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Meters_AreListedOneByOne_WhereTheirTableDoesNotFit()
    {
        var channels = (await CliProcess.RunAsync(["meters", "--json"])).Expect(0).Json.GetProperty("channels").EnumerateArray().Where(c => c.GetProperty("reading").GetString() != "indicator").ToList();
        Assert.NotEmpty(channels);
        foreach (var columns in (int[])[60, 80])
        {
            var lines = (await Shown.AtAsync(["meters"], columns)).Split('\n');
            var listed = lines.TakeWhile(l => !l.StartsWith("boundaries here", StringComparison.Ordinal) && !l.StartsWith("recorded beside", StringComparison.Ordinal)).ToList();
            Assert.Equal(channels.Select(c => c.GetProperty("name").GetString()), listed.Where(l => !l.StartsWith(' ')));
            Assert.All(listed, l => Assert.InRange(l.Length, 0, columns));
            Assert.All((string[])["covers", "provenance", "unit", "updates every", "uncertainty"], h => Assert.Equal(channels.Count, lines.Count(l => l.Contains($"{h}: ", StringComparison.Ordinal))));
            Assert.DoesNotContain(lines, l => l.StartsWith('|'));
        }

        Assert.Contains("| channel ", await Shown.AtAsync(["meters"], 2000), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasuredCommand_Baselines_AndRowsOfAQuery_AreWhole()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "sleep", "0.2"])).Expect(0);
        await Shown.StaysWholeAsync(["report", _workspace.Run, "--tariff", "0.3", "--grid", "DE"], Shown.IsOfATable);
        await Shown.StaysWholeAsync(["query", "--runs", _workspace.Runs, "SELECT run, configuration, NULL AS nothing, 'two\nlines' AS text, 123456789 AS number FROM configurations"], _ => true);
        Assert.Contains("nothing: –", await Shown.AtAsync(["query", "--runs", _workspace.Runs, "SELECT run, configuration, NULL AS nothing, 123456789 AS number FROM configurations"], 60), StringComparison.Ordinal);

        var store = _workspace.File("baselines");
        using var other = new Workspace();
        (await other.RunAsync(Workspace.Reference())).Expect(0, 3);
        (await CliProcess.RunAsync(["baseline", "set", other.Run, "--store", store, "--accept-invalid"])).Expect(0);
        await Shown.StaysWholeAsync(["baseline", "list", "--store", store], _ => true, "branch");
        await Shown.StaysWholeAsync(["baseline", "show", "--store", store], _ => true, "branch");
    }

    [Fact]
    public async Task Doctor_HasNoTable_OnATerminalTooNarrowForIt()
    {
        var titles = (await CliProcess.RunAsync(["doctor", "--quick", "--json"])).Json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("title").GetString()!).ToList();
        Assert.NotEmpty(titles);
        await using var terminal = CliProcess.StartCommand(["script", "-qec", $"stty cols 60; {string.Join(' ', CliProcess.Command)} doctor --quick", "/dev/null"]);
        var lines = (await terminal.ExitAsync()).Output.Split('\n');
        Assert.DoesNotContain(lines, l => l.Contains('│', StringComparison.Ordinal));
        Assert.All(lines, l => Assert.InRange(l.TrimEnd().Length, 0, 70)); // of 60, and what the terminal is told beside
        var shown = string.Join(' ', lines.SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => w.Trim()));
        Assert.All(titles, t => Assert.Contains(t, shown, StringComparison.Ordinal)); // broken between words alone
    }
}
