using System.Text.Json;

namespace Joulemark.Records;

/// <summary>The names that enumerations have in records, for people to meet the same words everywhere.</summary>
internal static class RecordNames
{
    public static string Of(Boundary boundary) => boundary.ToString().ToLowerInvariant();

    public static string Of(Provenance provenance) => provenance.ToString().ToLowerInvariant();

    public static string Of(Stage stage) => JsonNamingPolicy.KebabCaseLower.ConvertName(stage.ToString());

    public static string Of(MachinePart part) => JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString());
}
