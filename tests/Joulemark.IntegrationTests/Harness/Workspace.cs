using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>A test's own folder with its spec and its run folders.</summary>
internal sealed partial class Workspace : IDisposable
{
    /// <summary>A spec that is over in about two seconds.</summary>
    public const string Short = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 1s, repeats: { min: 1, max: 1 }, cool-down: 0s }
        """;

    /// <summary>A spec whose window lasts until something ends it.</summary>
    public const string Endless = """
        load: { concurrency: 2 }
        measure: { idle: 200ms, warm-up: 200ms, window: 10m, repeats: { min: 1, max: 1 }, cool-down: 0s }
        """;

    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.Path;

    public string Runs => File("runs");

    /// <summary>The one run folder.</summary>
    public string Run => Assert.Single(Directory.GetDirectories(Runs));

    /// <summary>A spec of the reference server.</summary>
    public static string Reference(string rest = Short) => $$"""
        name: test
        server: { kind: reference, model: small-fp32 }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        {{rest}}
        """;

    /// <summary>A spec of a running server.</summary>
    public static string OpenAI(Uri url, string rest = Short, string model = "fake") => $$"""
        name: test
        server: { kind: openai, url: "{{url}}", model: {{model}}, request-timeout: 20s, start-timeout: 20s }
        workload: { kind: arithmetic, requests: 20, output-tokens: { max: 16 } }
        {{rest}}
        """;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Arguments of <c>joulemark run</c> for a spec's text.</summary>
    public string[] RunArguments(string spec, params string[] more) => ["run", Write("spec.yaml", spec), "--runs", Runs, .. more];

    /// <summary>Runs a spec to its end.</summary>
    public Task<CliResult> RunAsync(string spec, params string[] more) => CliProcess.RunAsync(RunArguments(spec, more));

    /// <summary>Runs a spec until the joules of every window are known.</summary>
    public Task<CliResult> MeasureAsync(string spec, params string[] more) => MeasureAsync(() => RunAsync(spec, more));

    /// <summary>Measures in a way of one's own until the joules of every window are known: a run that a busy machine left without some is deleted.</summary>
    /// <returns>What the run with all of them printed; its figures may be called not valid all the same.</returns>
    public async Task<CliResult> MeasureAsync(Func<Task<CliResult>> runAsync)
    {
        CliResult? given = null;
        string[] earlier = Directory.Exists(Runs) ? Directory.GetDirectories(Runs) : [];
        await Attempts.UntilGivenAsync(async () =>
        {
            given = (await runAsync()).Expect(0, 3);
            var run = Assert.Single(Directory.GetDirectories(Runs).Except(earlier));
            if (Windows(run).All(w => w.GetProperty("gross_j").ValueKind == JsonValueKind.Number))
                return null;
            Directory.Delete(run, recursive: true);
            return given.ToString();
        });
        return given!;
    }

    /// <summary>Starts a run that others will end.</summary>
    public CliProcess Start(string spec, params string[] more) => CliProcess.Start(RunArguments(spec, more));

    /// <summary>Runs a spec up to a line of standard error, and kills the run there; gives the folder that it leaves.</summary>
    public async Task<string> RunUntilKilledAsync(string spec, string line)
    {
        await using var run = Start(spec);
        await run.ErrorLineAsync(line);
        Signals.Send(run.Id, Signals.Kill);
        await run.ExitAsync();
        return Run;
    }

    public JsonElement Json(string name) => JsonElement.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(Run, name)));

    /// <summary>The whole lines of a record file; a last one cut off is left out.</summary>
    public IReadOnlyList<JsonElement> Lines(string name)
    {
        using var file = new StreamReader(new FileStream(System.IO.Path.Combine(Run, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
    }

    /// <summary>The result's only configuration.</summary>
    public JsonElement Configuration => Json("result.json").GetProperty("configurations").EnumerateObject().Single().Value;

    /// <summary>Codes of the reasons why the run is not valid.</summary>
    public IReadOnlyList<string?> Reasons =>
        [.. Json("result.json").GetProperty("validity").GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString())];

    /// <summary>The value of a metric; null where there is none.</summary>
    public double? Metric(string name)
    {
        var value = Configuration.GetProperty("metrics").GetProperty(name).GetProperty("value");
        return value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
    }

    /// <summary>Process of the server, by the event that names it.</summary>
    public int ServerProcess => int.Parse(
        ProcessPattern().Match(Lines("events.jsonl").First(e => e.GetProperty("kind").GetString() == "server").GetProperty("message").GetString()!).Groups["pid"].Value,
        CultureInfo.InvariantCulture);

    public void Dispose() => _directory.Dispose();

    /// <summary>What a run's result says of the windows of all its configurations.</summary>
    private static IEnumerable<JsonElement> Windows(string run) => JsonElement.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(run, "result.json")))
        .GetProperty("configurations").EnumerateObject().SelectMany(c => c.Value.GetProperty("windows").EnumerateArray());

    [GeneratedRegex(@"process (?<pid>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProcessPattern();
}
