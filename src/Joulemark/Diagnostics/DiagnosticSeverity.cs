using System.Text.Json.Serialization;

namespace Joulemark.Diagnostics;

/// <summary>How much a diagnostic matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiagnosticSeverity>))]
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>The figures stand, with care.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The run cannot start, or its figures are not valid.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
