using System.Text.Json.Serialization;

namespace Joulemark.Analysis;

/// <summary>One reason why figures are not valid.</summary>
/// <param name="Code">Stable code; each has its entry in docs/diagnostics.md.</param>
/// <param name="Evidence">What was seen, with value and limit.</param>
public sealed record ValidityReason(string Code, string Evidence)
{
    /// <summary>The earlier run that it is of, where a run goes on from others; null for what ails the run itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }
}
