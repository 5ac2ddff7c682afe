using Joulemark.Diagnostics;

namespace Joulemark.Storage.Import;

/// <summary>What is told of an import, in the same words for every tool.</summary>
internal static class ImportNotes
{
    public static Diagnostic NumbersMissing(int count) => new("JM4054", DiagnosticSeverity.Warning,
        $"{count} values are NaN or infinite and are taken as missing", "Look in the tool's own log why it could not work them out.");

    public static Diagnostic SummaryOnly(string what, string remedy) => new("JM4056", DiagnosticSeverity.Warning,
        $"{what}: the tool's own percentiles are taken over as they are, without intervals, and no request can be looked at", remedy);

    public static Diagnostic NoSchedule(string tool) => new("JM4057", DiagnosticSeverity.Warning,
        $"{tool} does not say when each request was due, so latencies count from when it was sent: where its client was late, or held requests back, they look better than they were",
        "Measure with joulemark run to have latencies from the schedule.");

    public static Diagnostic Translated(string message) => new("JM4058", DiagnosticSeverity.Info, message);

    public static Diagnostic Marked(string message, string? remedy = null) => new("JM4058", DiagnosticSeverity.Warning, message, remedy);

    public static Diagnostic LeftOut(string message) => new("JM4060", DiagnosticSeverity.Info, message, "imported.json holds them under reported, by the tool's own names.");
}
