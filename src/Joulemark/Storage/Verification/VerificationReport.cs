using System.Text.Json.Serialization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Verification;

/// <summary>What <c>joulemark verify</c> found of the folders that it was given, and of those that they go on from.</summary>
internal sealed record VerificationReport
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version that analysed again.</summary>
    public string ToolVersion { get; init; } = Joulemark.ToolVersion.Current;

    /// <summary>True when every run is.</summary>
    public bool Verified => Runs.All(r => r.Verified);

    /// <summary>How the one hash of a run's records is made.</summary>
    public string RecordsSha256Is { get; init; } = RecordsHash.Definition;

    /// <summary>Each folder; one that another goes on from comes before it.</summary>
    public required IReadOnlyList<RunVerification> Runs { get; init; }

    /// <summary>How the command ends.</summary>
    [JsonIgnore]
    public ExitCode ExitCode => Verified ? ExitCode.Done : ExitCode.Invalid;
}
