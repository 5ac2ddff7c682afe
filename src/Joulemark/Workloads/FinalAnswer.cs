namespace Joulemark.Workloads;

/// <summary>The final answer at the end of a worked solution, as GSM8K marks it.</summary>
internal static class FinalAnswer
{
    public const string Marker = "####";

    /// <summary>What follows the mark; the whole text where there is none.</summary>
    public static string Of(string answer) =>
        answer.LastIndexOf(Marker, StringComparison.Ordinal) is >= 0 and var at ? answer[(at + Marker.Length)..].Trim() : answer;
}
