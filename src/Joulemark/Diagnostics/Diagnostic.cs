using System.Text.Json.Serialization;

namespace Joulemark.Diagnostics;

/// <summary>A judgement with a stable id, a message that gives value and limit, and a remedy.</summary>
/// <param name="Id">Stable id <c>JM####</c>; each has its entry in docs/diagnostics.md.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found, with the value and the limit.</param>
/// <param name="Remedy">What to do about it; null where nothing can be done.</param>
public sealed record Diagnostic(string Id, DiagnosticSeverity Severity, string Message, string? Remedy = null)
{
    /// <summary>File the diagnostic points into; null where it points to none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>Line in <see cref="File"/>, from 1; null where unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Line { get; init; }

    /// <summary>Column in <see cref="Line"/>, from 1; null where unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Column { get; init; }

    /// <summary>What it is about, e.g. a key, in words that are the same from run to run, by which a tool knows it again; null where the id says it.</summary>
    [JsonIgnore]
    internal string? Subject { get; init; }

    /// <summary>One line for people: place, severity, id and message.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line is null ? $"{File}: " : $"{File}:{Line}:{Column}: ";
        return $"{place}{Severity.ToString().ToLowerInvariant()} {Id}: {Message}";
    }
}
