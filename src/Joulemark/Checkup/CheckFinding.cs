using Joulemark.Machines;

namespace Joulemark.Checkup;

/// <summary>What a check found.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Value">What was found; null where nothing could be read.</param>
/// <param name="Source">Where: a file, a function of the driver's library, a key of the spec.</param>
internal sealed record CheckFinding(CheckStatus Status, string? Value, string? Source)
{
    /// <summary>What it should be; null where there is no such limit.</summary>
    public string? Limit { get; init; }

    /// <summary>What there is to say beyond that: why it matters, or why it cannot be told.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do; null where there is nothing to do.</summary>
    public string? Remedy { get; init; }

    public static CheckFinding Pass(string? value, string? source, string? limit = null) => new(CheckStatus.Pass, value, source) { Limit = limit };

    public static CheckFinding Warn(string? value, string? source, string? limit, string detail, string remedy) =>
        new(CheckStatus.Warn, value, source) { Limit = limit, Detail = detail, Remedy = remedy };

    public static CheckFinding Fail(string? value, string? source, string? limit, string detail, string remedy) =>
        new(CheckStatus.Fail, value, source) { Limit = limit, Detail = detail, Remedy = remedy };

    public static CheckFinding Unknown(string reason, string? source, string? remedy = null) => new(CheckStatus.Unknown, null, source) { Detail = reason, Remedy = remedy };

    /// <summary>For a fact that is not known.</summary>
    public static CheckFinding Unknown(MachineFact? fact, string key, string? remedy = null) =>
        Unknown(fact?.Unknown ?? "nothing here says it", fact?.Source ?? key, remedy);
}
