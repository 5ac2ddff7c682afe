using System.Text.RegularExpressions;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>Numbers that are none, in options and in the files of a run: they are refused or said, and no command falls over them.</summary>
public sealed partial class BadNumbersTests : IDisposable
{
    private const string Windows = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 500ms, repeats: { min: 3, max: 3 }, cool-down: 0s }
        """;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("--max-increase", "gate", "--baseline", "a", "--candidate", "b", "--max-increase", "NaN")]
    [InlineData("--max-increase", "gate", "--baseline", "a", "--candidate", "b", "--max-increase", "1e999%")]
    [InlineData("--margin", "compare", "a", "b", "--margin", "NaN")]
    [InlineData("--min-accuracy", "recommend", "a", "--min-accuracy", "NaN")]
    [InlineData("JM7042", "recommend", "a", "--minimize", "cost", "--tariff", "NaN")]
    [InlineData("JM7042", "recommend", "a", "--minimize", "carbon", "--intensity", "Infinity")]
    [InlineData("--sample-rate", "measure", "--sample-rate", "NaN", "--", "true")]
    public async Task Option_ThatIsNoNumber_IsBadUsage(string says, params string[] arguments) => (await CliProcess.RunAsync(arguments)).Expect(2).Says(says);

    [Theory]
    [InlineData("load.rate=NaN")]
    [InlineData("load.rate=1e999")]
    [InlineData("load.rate=-Infinity")]
    public async Task Setting_ThatIsNoNumber_IsBadUsage(string setting)
    {
        (await _workspace.RunAsync(Workspace.Reference("load: { kind: poisson, rate: 2 }\nmeasure: { idle: 200ms, window: 1s }"), "--set", setting)).Expect(2).Says("load.rate");
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    [Fact]
    public async Task Records_WithNumbersThatAreNone_AreDamage_ToEveryCommand()
    {
        (await _workspace.RunAsync(Workspace.Reference(Windows))).Expect(0, 3);
        foreach (var (file, pattern) in new[] { ("samples.jsonl", "(?<=\"reading\":)[0-9.]+"), ("requests.jsonl", "(?<=\"score\":)[01]"), ("windows.jsonl", "(?<=\"(model|process)-cpu\":)[0-9.]+") })
        {
            foreach (var number in (string[])["NaN", "1e999"])
            {
                var broken = Copy(_workspace.Run, $"{file}-{number}");
                var text = File.ReadAllText(Path.Combine(broken, file));
                var edited = Regex.Replace(text, pattern, number, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
                Assert.NotEqual(text, edited);
                File.WriteAllText(Path.Combine(broken, file), edited);

                Holds(await CliProcess.RunAsync(["report", broken, "--json"]));
                Holds(await CliProcess.RunAsync(["compare", _workspace.Run, broken, "--json"]));
                Holds(await CliProcess.RunAsync(["gate", "--baseline", _workspace.Run, "--candidate", broken, "--json"]));
            }
        }
    }

    private static void Holds(CliResult result)
    {
        result.Expect(3);
        Assert.Contains("damaged-records", result.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(NoNumber(), result.Output);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, result.Json.ValueKind);
    }

    /// <summary>A copy of a run, as another run: a run is never held against itself.</summary>
    private string Copy(string run, string name)
    {
        var copy = Directory.CreateDirectory(_workspace.File(name)).FullName;
        foreach (var file in Directory.GetFiles(run))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var header = Path.Combine(copy, "run.json");
        File.WriteAllText(header, File.ReadAllText(header).Replace(Path.GetFileName(run), name, StringComparison.Ordinal));
        return copy;
    }

    [GeneratedRegex(@"[:\s](NaN|-?Infinity)\b|∞", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10000)]
    private static partial Regex NoNumber();
}
