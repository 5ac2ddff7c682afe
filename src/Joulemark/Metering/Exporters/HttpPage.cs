using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>An answer of a source, or why there is none.</summary>
/// <param name="Body">The answer; empty where there is none.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Date">The server's own date, to the second.</param>
/// <param name="Sent">When it was asked for.</param>
/// <param name="Received">When all of it had come.</param>
internal sealed record HttpPage(ReadOnlyMemory<byte> Body, string? MediaType, DateTimeOffset? Date, Timestamp Sent, Timestamp Received)
{
    /// <summary>Why there is no answer; null where there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>What to do about the failure.</summary>
    public string Remedy { get; init; } = "";
}
