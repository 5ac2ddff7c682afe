using System.Text.Json;
using Joulemark.Serving.Counters;

namespace Joulemark.Serving.OpenAI;

/// <summary>What runs behind an OpenAI-compatible API, and what it adds to it.</summary>
/// <param name="Name">Name in facts and in <c>server.engine</c>.</param>
internal sealed record OpenAIEngine(string Name)
{
    /// <summary>Takes <c>ignore_eos</c>.</summary>
    public bool TakesIgnoreEos { get; init; }

    /// <summary>Takes <c>min_tokens</c>.</summary>
    public bool TakesMinTokens { get; init; }

    /// <summary>Takes <c>stream_options.continuous_usage_stats</c>: each event has the counts so far, so the last that came holds.</summary>
    public bool TakesContinuousUsage { get; init; }

    /// <summary>Takes a list of token ids as the prompt of a completion.</summary>
    public bool TakesTokenIds { get; init; }

    /// <summary>Where it says that it is ready, beside the API; null where it does not.</summary>
    public string? Health { get; init; }

    /// <summary>How its counters are read; null where it has none.</summary>
    public CounterMap? Counters { get; init; }

    /// <summary>Where its counters are.</summary>
    public IReadOnlyList<string> MetricsPages { get; init; } = ["metrics"];

    /// <summary>Asks it what it is: the probe, the model's entry in the list of models, the model, and where the facts go.</summary>
    public Func<ServerProbe, JsonElement?, string, ServerFacts, CancellationToken, Task> DescribeAsync { get; init; } = (_, _, _, _, _) => Task.CompletedTask;
}
