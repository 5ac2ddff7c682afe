namespace Joulemark.Reporting.Disclosing;

/// <summary>A line of the sheet: what is said, or why it is not.</summary>
/// <param name="Key">Its stable name.</param>
/// <param name="Name">The same for people.</param>
/// <param name="Value">What is said; null where it is not given.</param>
/// <param name="NotGiven">Why it is not given; null where it is.</param>
internal sealed record DisclosureFact(string Key, string Name, string? Value, string? NotGiven = null)
{
    /// <summary>A line that is there, or is not for a reason.</summary>
    public static DisclosureFact Of(string key, string name, string? value, string notGiven) =>
        string.IsNullOrEmpty(value) ? new DisclosureFact(key, name, null, notGiven) : new DisclosureFact(key, name, value);
}
