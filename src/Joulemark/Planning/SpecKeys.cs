using System.Collections.Frozen;
using Joulemark.Machines.Controls;

namespace Joulemark.Planning;

/// <summary>Every key a spec may have. A key added here is parsed, checked, varied, set and documented.</summary>
internal static class SpecKeys
{
    private static readonly string[] Distributions = ["fixed", "uniform", "normal", "lognormal", "file"];
    private static readonly (string Key, string Name)[] ObjectiveLatencies =
    [
        ("ttft", "TTFT"), ("ttft-answer", "TTFT of the answer, reasoning left out,"), ("tpot", "TPOT"), ("itl", "ITL"), ("e2e", "E2E"),
        ("ttft-sent", "TTFT from sending"), ("e2e-sent", "E2E from sending"),
    ];

    private static readonly string[] ObjectiveStatistics = ["p50", "p90", "p95", "p99"];

    public static IReadOnlyList<SpecKey> All { get; } =
    [
        new("name", SpecValueType.Text, "Name of the benchmark; part of the run folder's name.") { Required = true },
        new("seed", SpecValueType.Integer, "Seed of everything random: generated problems, order.") { Default = "1", Minimum = 0, Maximum = int.MaxValue },
        new("boundary", SpecValueType.Choice, "What is counted; auto is the widest that can be measured on this machine.")
            { Default = "auto", Choices = ["auto", "gpu", "components", "node", "process"] },

        new("gpus", SpecValueType.TextList, "Boards that the boundary gpu counts, by number, channel name or identity as joulemark meters lists them; all by default."),
        new("meters", SpecValueType.TextList, "Sources to read beside those found on this machine: addresses (http://…, prometheus+http://…, redfish+https://…, ptd://…) or meter files, relative to the spec."),

        new("allow", SpecValueType.TextList, "Keys of the fingerprint in which the configurations of vary may differ although nobody varies them, e.g. [server.version]; said in every result. See comparability.md."),

        new("server.kind", SpecValueType.Choice, "The system under test: the built-in reference server, or a running one: auto finds out what is behind server.url, the others name what it speaks.")
            { Required = true, Choices = BuiltIns.ServerKinds },
        new("server.model", SpecValueType.Text, "Model the requests ask for."),
        new("server.url", SpecValueType.Url, "Base address of a running server, with or without /v1; without keys and passwords, since the spec is kept with the run."),
        new("server.node", SpecValueType.Text, "Machine that a running server is on, as the meters name it; by default the host of server.url."),
        new("server.api", SpecValueType.Choice, "Which endpoint to ask: chat sends messages with their roles, completions the bare text (for ollama: /api/generate).") { Default = "chat", Choices = ["chat", "completions"] },
        new("server.engine", SpecValueType.Choice, "What runs behind an OpenAI-compatible API; auto asks it. Name it where a gateway hides it, so that it is sent what it takes beyond the API.")
            { Default = "auto", Choices = ["auto", .. Serving.OpenAI.OpenAIEngines.Names] },
        new("server.body", SpecValueType.Text, "JSON object of further fields of each request's body, e.g. {\"top_p\": 0.9}; fields that Joulemark sets cannot be given."),
        new("server.continuous-usage", SpecValueType.Choice, "Ask vLLM, SGLang or trtllm-serve for token counts with every event: a request that breaks off keeps its count, at the cost of larger events.")
            { Default = "false", Choices = ["false", "true"] },
        new("server.tensors", SpecValueType.Choice, "How kserve sends tensors: as bytes behind the JSON or as JSON numbers; auto sends bytes to a server that says it takes them.")
            { Default = "auto", Choices = ["auto", "binary", "json"] },
        new("server.metrics-url", SpecValueType.Url, "Address of the server's metrics page, where it is not at its usual place."),
        new("server.wait", SpecValueType.Choice, "Wait up to server.start-timeout for a server that refuses connections, as vLLM does while it loads; without, a refused connection is an error at once.")
            { Default = "false", Choices = ["false", "true"] },
        new("server.api-key-env", SpecValueType.Text, "Name of the environment variable that holds the API key; the key itself never goes into a spec."),
        new("server.ca-file", SpecValueType.Text, "PEM file with the certificates of authorities to trust in place of the system's, relative to the spec."),
        .. LaunchKeys.All,
        new("server.probe", SpecValueType.WordList, "Words of a command that is run once the server is ready, in its container where it was launched in one; its lines 'key: value' or 'key=value' become facts, e.g. cuda: 12.8."),
        new("server.threads", SpecValueType.Integer, "Threads of the reference server's inference.") { Default = "1", Minimum = 1, Maximum = 256 },
        new("server.request-timeout", SpecValueType.Duration, "Longest a request may go without finishing.") { Default = "60s", Minimum = 0.1 },
        new("server.start-timeout", SpecValueType.Duration, "Longest to wait for the server to be ready.") { Default = "60s", Minimum = 0.1 },

        new("workload.kind", SpecValueType.Choice, "What is asked.") { Required = true, Choices = BuiltIns.WorkloadKinds },
        new("workload.path", SpecValueType.Text, "The data file, relative to the spec; or an address (https://…, hf://datasets/OWNER/NAME/FILE@REVISION) to fetch it from, once."),
        new("workload.sha256", SpecValueType.Text, "SHA-256 that the data file must have, hexadecimal; an address is fetched only with it, or with run --fetch."),
        new("workload.prompt-field", SpecValueType.Text, "Field of a data line that holds the prompt (kind prompts), dots between nested ones; by default the first of prompt, question, turns, input, text, instruction."),
        new("workload.answer-field", SpecValueType.Text, "Field of a data line that holds the right answer (kind prompts); one or a list.") { Default = "answer" },
        new("workload.tokenizer", SpecValueType.Text, "Tokenizer to count and make lengths by: o200k_base, cl100k_base, or the path of a tokenizer.json, a SentencePiece .model or a folder that holds one."),
        new("workload.content", SpecValueType.Choice, "What made-up prompts are of: sentences, or words drawn from the whole vocabulary, which distort speculative decoding and expert routing.")
            { Default = "text", Choices = ["text", "random-tokens"] },
        new("workload.input-tokens.distribution", SpecValueType.Choice, "How long made-up prompts are; file draws from the lengths in workload.path.")
            { Default = "fixed", Choices = Distributions },
        new("workload.input-tokens.mean", SpecValueType.Number, "Mean length of prompts in tokens; the length of fixed ones.") { Default = "512", Minimum = 1, Maximum = 10_000_000 },
        new("workload.input-tokens.deviation", SpecValueType.Number, "Standard deviation of the length of prompts (normal, lognormal), in tokens.") { Minimum = 0, Maximum = 10_000_000 },
        new("workload.input-tokens.min", SpecValueType.Integer, "Shortest prompt, in tokens.") { Default = "1", Minimum = 1, Maximum = 10_000_000 },
        new("workload.input-tokens.max", SpecValueType.Integer, "Longest prompt, in tokens; requests of a trace that are longer are left out.") { Minimum = 1, Maximum = 10_000_000 },
        new("workload.timestamp-unit", SpecValueType.Choice, "Unit of the numbers that are a trace's timestamps (kind trace).") { Default = "ms", Choices = ["us", "ms", "s"] },
        new("workload.block-tokens", SpecValueType.Integer, "Tokens of the block that each hash id of a trace stands for.") { Default = "512", Minimum = 1, Maximum = 1_000_000 },
        new("workload.requests", SpecValueType.Integer, "Size of the fixed task; energy-to-solution is the energy of this many requests.")
            { Default = "200", Minimum = 1, Maximum = 10_000_000 },
        new("workload.output-tokens.max", SpecValueType.Integer, "Most tokens a request may generate.") { Default = "128", Minimum = 1, Maximum = 1_000_000 },
        new("workload.output-tokens.distribution", SpecValueType.Choice, "How many tokens each request of kind synthetic generates; file takes those beside the prompt's length in workload.path.")
            { Default = "fixed", Choices = Distributions },
        new("workload.output-tokens.mean", SpecValueType.Number, "Mean number of tokens that kind synthetic generates; by default workload.output-tokens.max.") { Minimum = 1, Maximum = 1_000_000 },
        new("workload.output-tokens.deviation", SpecValueType.Number, "Standard deviation of the number of tokens generated (normal, lognormal).") { Minimum = 0, Maximum = 1_000_000 },
        new("workload.output-tokens.min", SpecValueType.Integer, "Fewest tokens that kind synthetic generates.") { Default = "1", Minimum = 1, Maximum = 1_000_000 },
        new("workload.template", SpecValueType.Text, "Prompt template; {prompt} or any {field} of the data line is filled in.") { Default = "{prompt}" },
        new("workload.system", SpecValueType.Text, "System message sent before each prompt (chat only)."),
        new("workload.scorer", SpecValueType.Choice, "How an answer is checked; auto picks by the data set.")
            { Default = "auto", Choices = ["auto", "none", .. BuiltIns.Scorers] },
        new("workload.temperature", SpecValueType.Number, "Sampling temperature; 0 is greedy.") { Default = "0", Minimum = 0, Maximum = 2 },
        new("workload.prefix-cache", SpecValueType.Choice, "Whether the server may answer from its prefix cache: cold makes hits a validity reason, warm expects them, any asks nothing.")
            { Default = "cold", Choices = ["cold", "warm", "any"] },
        new("workload.prefix-hit-rate", SpecValueType.Fraction, "Share of the prompts' tokens that the prefix cache should answer, checked against the server's counts; kind synthetic gives its prompts a common start of that length.") { Minimum = 0, Maximum = 0.99 },

        new("load.kind", SpecValueType.Choice, "How requests arrive.") { Default = "concurrency", Choices = BuiltIns.LoadKinds },
        new("load.concurrency", SpecValueType.Integer, "Requests in flight at any time; conversations, where items have several turns.") { Default = "8", Minimum = 1, Maximum = 100_000 },
        new("load.rate", SpecValueType.Number, "Requests a second that an open loop sends, whatever the server does.") { Maximum = 1_000_000 },
        new("load.arrival", SpecValueType.Choice, "How the times between requests of an open loop scatter.") { Default = "poisson", Choices = ["constant", "poisson", "gamma"] },
        new("load.burstiness", SpecValueType.Number, "Shape of the gamma distribution of those times (CV⁻²): 1 is Poisson, less is burstier, more is more regular; needs arrival: gamma.")
            { Default = "1", Maximum = 1_000_000 },
        new("load.max-in-flight", SpecValueType.Integer, "Most requests of an open loop or trace in flight; one due beyond it is not sent, and the run is not valid.")
            { Default = "10000", Minimum = 1, Maximum = 1_000_000 },
        new("load.speed-up", SpecValueType.Number, "How many times faster than it was recorded a trace is replayed; 0.5 is at half the speed.") { Default = "1", Maximum = 1_000_000 },
        new("load.of", SpecValueType.Choice, "What the levels of a ramp or of steps are of.") { Default = "concurrency", Choices = ["concurrency", "rate"] },
        new("load.from", SpecValueType.Number, "First level of a ramp.") { Minimum = 0, Maximum = 1_000_000 },
        new("load.to", SpecValueType.Number, "Last level of a ramp.") { Minimum = 0, Maximum = 1_000_000 },
        new("load.over", SpecValueType.Duration, "Time that a ramp takes.") { Minimum = 0.1 },
        new("load.levels", SpecValueType.TextList, "Levels of steps, in order, e.g. [1, 4, 16]."),
        new("load.hold", SpecValueType.Duration, "How long each level of steps is held.") { Minimum = 0.1 },
        new("load.think-time", SpecValueType.Duration, "Time from the end of an answer to the next turn of its conversation.") { Default = "0s", Minimum = 0 },
        new("load.think-time-distribution", SpecValueType.Choice, "How think times scatter; load.think-time is their mean.") { Default = "fixed", Choices = ["fixed", "exponential"] },
        new("load.samples-per-query", SpecValueType.Integer, "Requests that make one query of multi-stream; the next query follows when all are answered.") { Default = "8", Minimum = 1, Maximum = 100_000 },

        new("measure.idle", SpecValueType.Duration, "Length of each idle baseline.") { Default = "10s", Minimum = 0 },
        new("measure.warm-up", SpecValueType.DurationOrAuto, "Load before the first window: until steady (auto), or a fixed time.") { Default = "auto", Minimum = 0 },
        new("measure.warm-up-limit", SpecValueType.Duration, "Longest an automatic warm-up may take; reaching it is reported.") { Default = "30s", Minimum = 0.5 },
        new("measure.window", SpecValueType.Duration, "Least length of a measured window; under a closed loop it goes on to the end of the round.") { Default = "10s", Minimum = 0.1 },
        new("measure.repeats.min", SpecValueType.Integer, "Fewest windows of each configuration; below 3 there is no interval.") { Default = "3", Minimum = 1, Maximum = 10_000 },
        new("measure.repeats.max", SpecValueType.Integer, "Most windows of each configuration.") { Default = "10", Minimum = 1, Maximum = 10_000 },
        new("measure.precision", SpecValueType.Fraction, "Stop repeating when the 95 % interval's half-width, relative to the figure, is this small.")
            { Default = "2%", Minimum = 0.0001, Maximum = 1 },
        new("measure.cool-down", SpecValueType.Duration, "Rest before each window.") { Default = "2s", Minimum = 0 },
        new("measure.time-limit", SpecValueType.Duration, "Start no further round that would end after this; the fewest repeats are always done.") { Default = "1h", Minimum = 1 },
        new("measure.sample-rate", SpecValueType.Number, "Meter readings a second, in hertz.") { Default = "10", Minimum = 1, Maximum = 100 },

        .. from latency in ObjectiveLatencies
           from statistic in ObjectiveStatistics
           select new SpecKey($"objectives.{latency.Key}-{statistic}", SpecValueType.Duration,
               $"Latency objective: {statistic} of {latency.Name} at most this; each request counts toward goodput by the same limit.")
               { Minimum = 0 },

        .. ControlsSpec.Keys,
        .. SweepSpec.Options,
    ];

    public static FrozenDictionary<string, SpecKey> ByPath { get; } = All.ToFrozenDictionary(k => k.Path, StringComparer.Ordinal);

    /// <summary>Paths that are mappings, e.g. <c>measure</c> and <c>measure.repeats</c>.</summary>
    public static FrozenSet<string> Mappings { get; } =
        All.SelectMany(k => Ancestors(k.Path)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names allowed directly under a mapping.</summary>
    public static IEnumerable<string> Children(string parent) =>
        ByPath.Keys.Concat(Mappings)
            .Where(p => parent.Length == 0 ? !p.Contains('.', StringComparison.Ordinal)
                : p.StartsWith(parent + ".", StringComparison.Ordinal) && p.LastIndexOf('.') == parent.Length)
            .Select(p => p[(p.LastIndexOf('.') + 1)..])
            .Concat(parent.Length == 0 ? ["vary"] : [])
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
            yield return path[..dot];
    }
}
