namespace Joulemark.Workloads;

/// <summary>One item of a task: a question, or a conversation of several turns.</summary>
/// <param name="Prompt">What the user says first, template filled in.</param>
/// <param name="Answer">The right answer; null where there is none.</param>
public sealed record TaskItem(string Prompt, string? Answer)
{
    private Func<string>? MakePrompt { get; init; }

    /// <summary>
    /// What the user says first, template filled in. Made each time it is asked for where the workload makes it on demand,
    /// so that a long trace costs no memory: ask once for each request.
    /// </summary>
    public string Prompt { get => MakePrompt is null ? field : MakePrompt(); init; } = Prompt;

    /// <summary>The prompt as the model's token ids, where the data set gives it so; null for text. <see cref="Prompt"/> then has them as they stand in the data.</summary>
    public IReadOnlyList<int>? PromptTokenIds { get; init; }

    /// <summary>What the user says after each answer, turn by turn; empty for a single question.</summary>
    public IReadOnlyList<string> FollowUps { get; init; } = [];

    /// <summary>Other answers that are right as well.</summary>
    public IReadOnlyList<string> OtherAnswers { get; init; } = [];

    /// <summary>Tokens to generate for each turn, where the data set says; null for the spec's <c>workload.output-tokens.max</c>.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Tokens of the prompt as the workload's tokenizer counts them, where it was made to a length; null where it was not.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>When it arrives, from the start of a replayed trace; null where there is no trace.</summary>
    public TimeSpan? Arrival { get; init; }

    /// <summary>Tensors of an item that is no text.</summary>
    public IReadOnlyList<TensorInput> Tensors { get; init; } = [];

    /// <summary>An item whose prompt is made when it is asked for; the same text each time.</summary>
    /// <param name="prompt">Makes the prompt; called on any thread.</param>
    public static TaskItem OnDemand(Func<string> prompt) => new("", null) { MakePrompt = prompt };
}
