using System.Text.Json.Serialization;

namespace Joulemark.Storage.Verification;

/// <summary>Something that is not as recorded.</summary>
/// <param name="File">The file in the run folder.</param>
/// <param name="Path">The place in it, e.g. <c>configurations.a.metrics.accuracy.value</c>; null for the file as a whole.</param>
/// <param name="Was">What is recorded: a hash, or a value as JSON; null for nothing.</param>
/// <param name="Is">What was found now; null for nothing.</param>
/// <param name="OtherVersion">True where another version of Joulemark recorded it, so that its rules may be why, and nobody's hand.</param>
internal sealed record VerificationDifference(string File, string? Path, string? Was, string? Is, bool OtherVersion = false)
{
    private const int LongestShown = 80;

    /// <summary>What is wrong with the file where no value of it is another than was recorded, e.g. that it is no JSON; null else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>Was and is for people; a long value is cut.</summary>
    [JsonIgnore]
    public string Shown => $"was {Short(Was)}, is {Short(Is)}";

    private static string Short(string? value)
    {
        var line = value is null ? "not there" : string.Join(' ', value.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestShown ? line : line[..(LongestShown - 1)] + "…";
    }
}
