using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>One configuration of a run, as planned.</summary>
public sealed record ConfigurationRecord
{
    /// <summary>Its name in figures and records.</summary>
    public required string Name { get; init; }

    /// <summary>The keys that vary and their values here.</summary>
    public required IReadOnlyDictionary<string, string> Factors { get; init; }

    /// <summary>Every effective value of the spec by its key.</summary>
    public required IReadOnlyDictionary<string, string> Spec { get; init; }

    /// <summary>The command that was measured, with its arguments; null for a server under load.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>SHA-256 over the task's prompts and answers, hexadecimal.</summary>
    public required string TaskHash { get; init; }

    /// <summary>Requests in the fixed task.</summary>
    public required int TaskRequests { get; init; }

    /// <summary>Distinct items among them: a data file shorter than the task is asked again from its start.</summary>
    public required int TaskDistinctItems { get; init; }

    /// <summary>True where each pass over the task asks other words of the same lengths, so that no prompt is asked twice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TaskIsRenewed { get; init; }

    /// <summary>SHA-256 over the prompt template and the system message, hexadecimal.</summary>
    public required string TemplateHash { get; init; }

    /// <summary>SHA-256 of each data file the task was made from, by its name or address, hexadecimal; empty where there was none.</summary>
    public IReadOnlyDictionary<string, string> FileHashes { get => field ?? FrozenDictionary<string, string>.Empty; init; }

    /// <summary>What counts tokens beside the server, a file's name with its hash; null where nothing does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tokenizer { get; init; }

    /// <summary>True when the task has answers to check.</summary>
    public bool HasAnswers { get; init; }
}
