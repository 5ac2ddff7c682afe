namespace Joulemark.Checkup;

/// <summary>The checklist as plain text: what is to be done first, the worst on top.</summary>
internal static class CheckupText
{
    private const int Indent = 9;

    public static IEnumerable<string> Lines(CheckupReport report)
    {
        yield return report.Machine;
        foreach (var line in report.ToDo)
        {
            yield return $"{Name(line.Status),-Indent + 1} {line.Sentence} [{line.Id}]";
            if (line.Remedy is { } remedy)
                yield return $"{"",Indent}→ {remedy}";
        }

        foreach (var topic in report.Checks.Where(c => c.Status == CheckStatus.Pass).GroupBy(c => c.Topic))
            yield return $"{Name(CheckStatus.Pass),-Indent + 1} {Name(topic.Key)}: {string.Join("; ", topic.Select(c => $"{c.Title} {c.Value}"))}";
        yield return report.Summary;
    }

    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
