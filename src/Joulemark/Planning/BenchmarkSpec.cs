using Joulemark.Machines.Controls;
using Joulemark.Records;

#pragma warning disable MA0048 // the parts of the spec are read together

namespace Joulemark.Planning;

/// <summary>One configuration's effective values: what is measured, how, and under what load.</summary>
public sealed record BenchmarkSpec
{
    /// <summary>Name of the benchmark.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Boundary asked for.</summary>
    public required Boundary Boundary { get; init; }

    /// <summary>The system under test.</summary>
    public required ServerSpec Server { get; init; }

    /// <summary>What is asked.</summary>
    public required WorkloadSpec Workload { get; init; }

    /// <summary>How requests arrive.</summary>
    public required LoadSpec Load { get; init; }

    /// <summary>How it is measured; the same for every configuration of a run.</summary>
    public required MeasureSpec Measure { get; init; }

    /// <summary>What the machine must be like.</summary>
    internal ControlsSpec Controls { get; init; } = new([], TimeSpan.Zero);

    /// <summary>Latency objectives by name, e.g. <c>ttft-p99</c>.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Objectives { get; init; }
}

/// <summary>The system under test.</summary>
public sealed record ServerSpec
{
    /// <summary>Which kind, e.g. <c>reference</c>, <c>auto</c>, <c>openai</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Model that requests ask for; null lets the server choose where it serves only one.</summary>
    public string? Model { get; init; }

    /// <summary>Base address of a running server; null when Joulemark starts it.</summary>
    public Uri? Url { get; init; }

    /// <summary>True for a server that runs already, so that it can be asked what it is before the run begins.</summary>
    internal bool IsRunning => Url is not null && Launch is null;

    /// <summary>The machine a running server is on, as the meters name it; null for the host of <see cref="Url"/>.</summary>
    public string? Node { get; init; }

    /// <summary><c>chat</c> or <c>completions</c>.</summary>
    public required string Api { get; init; }

    /// <summary>What runs behind an OpenAI-compatible API, e.g. <c>vllm</c>; <c>auto</c>, the default, asks it.</summary>
    public string Engine { get; init; } = "auto";

    /// <summary>JSON object of further fields of each request's body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>True to ask for token counts with every event; default false.</summary>
    public bool ContinuousUsage { get; init; }

    /// <summary>How tensors are sent: <c>binary</c>, <c>json</c>, or <c>auto</c>, the default, for what the server takes.</summary>
    public string Tensors { get; init; } = "auto";

    /// <summary>Address of the server's metrics page; null for its usual place.</summary>
    public Uri? MetricsUrl { get; init; }

    /// <summary>True to wait for a server that refuses connections; default false.</summary>
    public bool Wait { get; init; }

    /// <summary>Environment variable that holds the API key; null for none.</summary>
    public string? ApiKeyEnv { get; init; }

    /// <summary>PEM file, absolute, with the authorities to trust in place of the system's; null for those.</summary>
    public string? CaFile { get; init; }

    /// <summary>Inference threads of the reference server.</summary>
    public required int Threads { get; init; }

    /// <summary>Longest a request may take.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>Longest to wait until the server is ready.</summary>
    public required TimeSpan StartTimeout { get; init; }

    /// <summary>How the server is started; null for one that runs already, or that is Joulemark's own.</summary>
    internal LaunchSpec? Launch { get; init; }

    /// <summary>Words of the command that tells further facts; empty for none.</summary>
    internal IReadOnlyList<string> Probe { get; init; } = [];
}

/// <summary>What is asked.</summary>
public sealed record WorkloadSpec
{
    /// <summary>Which kind, e.g. <c>arithmetic</c>, <c>prompts</c>, <c>synthetic</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Data file, absolute, or its address; null for generated workloads.</summary>
    public string? Path { get; init; }

    /// <summary>SHA-256 that the data file must have, lower-case hexadecimal; null for any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Field that holds the prompt; null for the first of the known ones.</summary>
    public string? PromptField { get; init; }

    /// <summary>Field that holds the right answer.</summary>
    public string AnswerField { get; init; } = "answer";

    /// <summary>Tokenizer to count and make lengths by: an encoding's name or an absolute path; null for none.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>What made-up prompts are of: <c>text</c> or <c>random-tokens</c>.</summary>
    public string Content { get; init; } = "text";

    /// <summary>How long made-up prompts are.</summary>
    public LengthSpec InputTokens { get; init; } = new();

    /// <summary>How many tokens each made-up request generates.</summary>
    public LengthSpec OutputTokens { get; init; } = new();

    /// <summary>Unit of a trace's timestamps: <c>us</c>, <c>ms</c> or <c>s</c>.</summary>
    public string TimestampUnit { get; init; } = "ms";

    /// <summary>Tokens of the block that each hash id of a trace stands for.</summary>
    public int BlockTokens { get; init; } = 512;

    /// <summary>Size of the fixed task.</summary>
    public required int Requests { get; init; }

    /// <summary>Most tokens a request may generate.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>Prompt template.</summary>
    public required string Template { get; init; }

    /// <summary>System message; null for none.</summary>
    public string? System { get; init; }

    /// <summary>How an answer is checked.</summary>
    public required string Scorer { get; init; }

    /// <summary>Sampling temperature.</summary>
    public required double Temperature { get; init; }

    /// <summary><c>cold</c>, <c>warm</c> or <c>any</c>.</summary>
    public required string PrefixCache { get; init; }

    /// <summary>Share of a prompt's tokens that a warm prefix cache should answer; null where none is declared.</summary>
    public double? PrefixHitRate { get; init; }
}

/// <summary>How long prompts or answers are, in tokens.</summary>
public sealed record LengthSpec
{
    /// <summary><c>fixed</c>, <c>uniform</c>, <c>normal</c>, <c>lognormal</c> or <c>file</c>.</summary>
    public string Distribution { get; init; } = "fixed";

    /// <summary>Mean, or the value of a fixed length; null for none given.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation; null for none given.</summary>
    public double? Deviation { get; init; }

    /// <summary>Shortest.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>Longest; null for no bound.</summary>
    public int? Maximum { get; init; }
}

/// <summary>How requests arrive.</summary>
public sealed record LoadSpec
{
    /// <summary>Which shape, e.g. <c>concurrency</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Requests, or conversations, in flight at any time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Requests a second of an open loop; null where none is given.</summary>
    public double? Rate { get; init; }

    /// <summary>How the times between requests of an open loop scatter: <c>constant</c>, <c>poisson</c> or <c>gamma</c>.</summary>
    public string Arrival { get; init; } = "poisson";

    /// <summary>Shape of the gamma distribution of those times, CV⁻²: 1 is Poisson, less is burstier, more is more regular.</summary>
    public double Burstiness { get; init; } = 1;

    /// <summary>Most requests of an open loop in flight; one that is due beyond it is not sent, which is reported.</summary>
    public int MaxInFlight { get; init; } = 10_000;

    /// <summary>How many times faster than it was recorded a trace is replayed.</summary>
    public double SpeedUp { get; init; } = 1;

    /// <summary>What the levels of ramps and steps are of: <c>concurrency</c> or <c>rate</c>.</summary>
    public string Of { get; init; } = "concurrency";

    /// <summary>First level of a ramp; null where none is given.</summary>
    public double? From { get; init; }

    /// <summary>Last level of a ramp; null where none is given.</summary>
    public double? To { get; init; }

    /// <summary>Time a ramp takes; null where none is given.</summary>
    public TimeSpan? Over { get; init; }

    /// <summary>Levels of steps, in order.</summary>
    public IReadOnlyList<double> Levels { get; init; } = [];

    /// <summary>How long each level of steps is held; null where none is given.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>Time between an answer and the next turn of its conversation.</summary>
    public TimeSpan ThinkTime { get; init; }

    /// <summary>How think times scatter: <c>fixed</c> or <c>exponential</c>.</summary>
    public string ThinkTimeDistribution { get; init; } = "fixed";

    /// <summary>Samples of one query of MLPerf's MultiStream.</summary>
    public int SamplesPerQuery { get; init; } = 8;
}

/// <summary>How it is measured.</summary>
public sealed record MeasureSpec
{
    /// <summary>Length of each idle baseline.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>Fixed warm-up; null means until steady.</summary>
    public TimeSpan? WarmUp { get; init; }

    /// <summary>Longest an automatic warm-up may take.</summary>
    public required TimeSpan WarmUpLimit { get; init; }

    /// <summary>Length of a measured window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Fewest windows of each configuration.</summary>
    public required int MinRepeats { get; init; }

    /// <summary>Most windows of each configuration.</summary>
    public required int MaxRepeats { get; init; }

    /// <summary>True when the number of windows depends on what they give.</summary>
    public bool IsSequential => MinRepeats < MaxRepeats;

    /// <summary>Relative half-width of the interval at which repeating stops.</summary>
    public required double Precision { get; init; }

    /// <summary>Rest before each window.</summary>
    public required TimeSpan CoolDown { get; init; }

    /// <summary>Start no further round that would end after this.</summary>
    public required TimeSpan TimeLimit { get; init; }

    /// <summary>Meter readings a second.</summary>
    public required double SampleRate { get; init; }
}
