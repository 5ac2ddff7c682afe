using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>What is said of the task, the server, the hardware and the method: each line, or why it is not given.</summary>
internal sealed class DisclosureFacts(Contender contender, ConfigurationFingerprint facts, DisclosedBoards boards)
{
    private readonly RunRecord _run = contender.Run;
    private readonly ConfigurationRecord _configuration = contender.Configuration;
    private readonly ConfigurationEvidence _evidence = contender.Evidence;

    public IReadOnlyList<DisclosureFact> Task() => _configuration.Command is { } command ?
    [
        // Arguments may hold what nobody wants on a sheet.
        new("command", "Command", $"{Path.GetFileName(command[0])} with {command.Count - 1} arguments"),
    ] :
    [
        Fact("workload.kind", "Workload"),
        DisclosureFact.Of("data", "Data set", string.Join(", ", _configuration.FileHashes.Select(f => $"{Address(f.Key)} (SHA-256 {f.Value})")), $"no data file: the tool makes the prompts from its seed ({string.Join(", ", _run.Header.Seeds.Select(s => $"{s.Key} {s.Value.ToString(CultureInfo.InvariantCulture)}"))})"),
        new("task", "Queries", string.Create(CultureInfo.InvariantCulture, $"{_configuration.TaskRequests}, {_configuration.TaskDistinctItems} of them distinct; SHA-256 {_configuration.TaskHash}")),
        new("template", "Prompt template", $"SHA-256 {_configuration.TemplateHash}"),
        Length("prompt-length", "Prompt length", c => c.PromptTokens),
        Length("output-length", "Output length", c => c.OutputTokens),
        Fact("workload.output-tokens.max", "Most output tokens"),
        Fact("workload.temperature", "Temperature"),
        DisclosureFact.Of("load", "Load", Load(), "the results do not say"),
    ];

    public IReadOnlyList<DisclosureFact> Server() =>
    [
        Fact("server.model", "Model"),
        Fact("server.model.revision", "Model revision"),
        Fact("server.model.dtype", "Number format"),
        Fact("server.model.quantization", "Quantisation"),
        Fact("server.engine", "Server"),
        Fact("server.version", "Server version"),
        Fact("server.image-digest", "Container image"),
    ];

    public IReadOnlyList<DisclosureFact> Hardware()
    {
        if (ConfigurationFingerprint.IsElsewhere(_run, _configuration.Name))
            return [new("machine", "Machine", null, "the server ran on a machine that nobody captured; what is known is the load client's")];
        return
        [
            DisclosureFact.Of("machine", "Machine", _run.Machine.Summary, "it was not recorded"),
            Fact(boards.Model, "Accelerators"),
            Fact(boards.Count, "Number of them"),
            Fact(boards.Each("memory-gib"), "Memory of each (GiB)"),
            Fact(boards.Each("power-limit-w"), "Power limit of each (W)"),
            Fact("driver.nvidia", "Driver"),
            Fact("cpu.model", "Processor"),
            Fact("cpu.governor", "Frequency governor"),
        ];
    }

    public IReadOnlyList<DisclosureFact> Method() =>
    [
        DisclosureFact.Of("windows", "Repeats", Windows(), "no window was measured to its end"),
        DisclosureFact.Of("stopped-by", "Repeats ended by", StoppedBy(contender.Result.StoppedBy), "it was not recorded"),
        DisclosureFact.Of("warm-up", "Warm-up", Spans(_evidence.WarmUps.Select(w => w.Duration)) is { } spans ? $"{spans}{(_evidence.WarmUps.All(w => w.Steady) ? "" : ", not all of it steady at its end")}, in no figure" : null, "none was recorded"),
        DisclosureFact.Of("idle", "Idle baseline", _evidence.Idle is { } idle ? $"{Figures.Scaled(idle.Watts, "W")} over {Spans(_evidence.IdleEnergies.Select(i => i.Duration))} ({contender.Figure("idle_power").Method})" : null, MissingFigure.WhyNoIdle(contender.Result)),
        new("net", "Gross and net", "gross is all that was counted in a window; net is gross less the idle power for the window's length"),
        new("interval", "Interval", $"95 %: {contender.Energy.Method}"),
        new("sample-rate", "Meter readings", string.Create(CultureInfo.InvariantCulture, $"{_run.Header.SampleRate:0.###} a second; a slower meter at its own pace")),
        new("errors", "Failed queries", string.Create(CultureInfo.InvariantCulture, $"{contender.Result.Failures.Sum(e => e.Value)} of {_evidence.Measured.Count} in the windows: their energy is counted, their work is not{Cancelled()}")),
    ];

    private string Cancelled() => contender.Result.Errors.GetValueOrDefault(RequestRecord.Cancelled) is > 0 and var cancelled
        ? string.Create(CultureInfo.InvariantCulture, $"; cancelled under way when the run ended, which is no failure: {cancelled}, whose energy is counted, too") : "";

    private static string? StoppedBy(string? reason) => reason switch
    {
        "precision" => "the intervals being as narrow as was asked for",
        "max-repeats" => "the most repeats that the spec allows",
        "time-limit" => "the time limit of the spec",
        _ => reason,
    };

    private DisclosureFact Fact(string key, string name) => Fact(facts[key], name);

    private static DisclosureFact Fact(MachineFact fact, string name) =>
        DisclosureFact.Of(fact.Key, name, fact.Value == ConfigurationFingerprint.NotSet ? null : fact.Value, fact.Value == ConfigurationFingerprint.NotSet ? "not set" : fact.Unknown ?? "it is not known");

    private DisclosureFact Length(string key, string name, Func<WorkCounts, double> tokens)
    {
        var (sum, requests) = (_evidence.Windows.Sum(w => tokens(w.Counts)), _evidence.Windows.Sum(w => w.Counts.RequestEquivalents));
        return DisclosureFact.Of(key, name, sum > 0 && requests > 0 ? string.Create(CultureInfo.InvariantCulture, $"{sum / requests:0.#} tokens in the mean") : null, "nobody counted the tokens");
    }

    private string? Load()
    {
        if (_evidence.Value("load.kind") is not { } kind)
            return null;
        var used = LoadValidator.Uses(kind, _evidence.Value("load.of") ?? "").Where(k => k != "load.kind" && _evidence.Value(k) is not null);
        return string.Join(", ", used.Select(k => $"{k["load.".Length..]} {_evidence.Value(k)}").Prepend(kind).Distinct(StringComparer.Ordinal));
    }

    private string? Windows() => Spans(_evidence.Windows.Select(w => w.Duration)) is not { } spans ? null
        : $"{spans}, {(_evidence.WindowRecords.All(w => w.IsWholeTask) ? "each the whole task" : "in steady state")}";

    private static string? Spans(IEnumerable<TimeSpan> spans)
    {
        var seconds = spans.Select(s => s.TotalSeconds).ToList();
        return seconds.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{seconds.Count} × {seconds.Average():0.0} s");
    }

    /// <summary>A data file's name, or its address without what may be secret in it; whose folder it lay in is nobody's business.</summary>
    private static string Address(string name) =>
        !name.Contains("://", StringComparison.Ordinal) ? Path.GetFileName(name)
        : Uri.TryCreate(name, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Host}{uri.AbsolutePath}" : Path.GetFileName(name);
}
