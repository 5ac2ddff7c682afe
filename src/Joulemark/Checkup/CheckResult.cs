using System.Text.Json.Serialization;

namespace Joulemark.Checkup;

/// <summary>A line of the checklist with what was found.</summary>
internal sealed record CheckResult
{
    public required string Id { get; init; }

    public required CheckTopic Topic { get; init; }

    public required string Title { get; init; }

    public required CheckStatus Status { get; init; }

    public string? Value { get; init; }

    public string? Limit { get; init; }

    public string? Detail { get; init; }

    public string? Source { get; init; }

    public string? Remedy { get; init; }

    /// <summary>The line in words, without its status.</summary>
    [JsonIgnore]
    public string Sentence => $"{Title}: {Value ?? "unknown"}{(Limit is null ? "" : $" (should be {Limit})")}{(Detail is null ? "" : $"; {Detail}")}";

    public static CheckResult Of(string id, CheckTopic topic, string title, CheckFinding finding) => new()
    {
        Id = id, Topic = topic, Title = title, Status = finding.Status, Value = finding.Value,
        Limit = finding.Limit, Detail = finding.Detail, Source = finding.Source, Remedy = finding.Remedy,
    };
}
