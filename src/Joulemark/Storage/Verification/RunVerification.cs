using System.Text.Json.Serialization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Verification;

/// <summary>Whether a run folder is as the run left it, and gives the same result when it is analysed again.</summary>
internal sealed record RunVerification
{
    /// <summary>The folder, so that none is told of twice.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Name of the run folder.</summary>
    public required string Run { get; init; }

    /// <summary>True when nothing differs.</summary>
    public bool Verified => Differences.Count == 0;

    /// <summary>How the run stands; null when run.json cannot be read.</summary>
    public required RunStatus? Status { get; init; }

    /// <summary><see cref="RecordsHash"/>; null where it cannot be had.</summary>
    public required string? RecordsSha256 { get; init; }

    /// <summary>The hash that was published, where one was given to hold it against.</summary>
    public string? PublishedSha256 { get; init; }

    /// <summary>Record files that are as the run left them.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Version that analysed the recorded result; null when it cannot be read.</summary>
    public string? RecordedBy { get; init; }

    /// <summary>Values of the result that were compared.</summary>
    public int ComparedValues { get; init; }

    /// <summary>Each thing that is not as recorded.</summary>
    public required IReadOnlyList<VerificationDifference> Differences { get; init; }

    /// <summary>The same in words, by kind; and what was left out of account.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
