namespace Joulemark.Metering.Exporters;

/// <summary>One sample on a metrics page.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Labels">Its labels; those that begin with <c>~</c> are ours, derived from the others.</param>
/// <param name="Value">Its value; may be NaN or infinite.</param>
/// <param name="UnixSeconds">When it was taken, where the page says so: seconds since 1970 on the exporter's clock.</param>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value, double? UnixSeconds = null)
{
    /// <summary>The series as its page writes it, for people and for queries.</summary>
    public string Series => Name + "{" + string.Join(',', Labels.Where(l => l.Key[0] != '~').Select(l => $"{l.Key}=\"{Escape(l.Value)}\"")) + "}";

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
