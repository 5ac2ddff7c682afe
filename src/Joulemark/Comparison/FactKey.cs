namespace Joulemark.Comparison;

/// <summary>Keys as people and tables name them.</summary>
internal static class FactKey
{
    /// <summary>
    /// True when a key is meant: the key itself; <c>gpu.vbios</c> for that of each board (<c>gpu0.vbios</c>); and, in tables,
    /// <c>server.model.*</c> for every key that starts so.
    /// </summary>
    public static bool Matches(string pattern, string key)
    {
        var plain = Plain(key);
        return pattern.EndsWith('*')
            ? key.StartsWith(pattern[..^1], StringComparison.Ordinal) || plain.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : pattern == key || pattern == plain;
    }

    /// <summary>The number of the board that a key is of; null where it is of none.</summary>
    public static int? Board(string key)
    {
        const string gpu = "gpu";
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > gpu.Length && key.StartsWith(gpu, StringComparison.Ordinal)
            && int.TryParse(key.AsSpan(gpu.Length, dot - gpu.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A key without the board's number.</summary>
    private static string Plain(string key) => Board(key) is null ? key : string.Concat("gpu", key.AsSpan(key.IndexOf('.', StringComparison.Ordinal)));
}
