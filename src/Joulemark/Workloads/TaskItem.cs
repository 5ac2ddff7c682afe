namespace Joulemark.Workloads;

/// <summary>One request of a task.</summary>
/// <param name="Prompt">What the user says, template filled in.</param>
/// <param name="Answer">The right answer; null where there is none.</param>
public sealed record TaskItem(string Prompt, string? Answer);
