using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Load;

/// <summary>How it is recorded that an open loop met its bound of requests in flight.</summary>
internal static class Overload
{
    /// <summary>The bound was met for the first time in a stage.</summary>
    public static Diagnostic Reached(int inFlight) => new("JM1050", DiagnosticSeverity.Warning,
        string.Create(CultureInfo.InvariantCulture, $"{inFlight} requests are in flight (load.max-in-flight), so that those that are due now are not sent: more are asked for than the server can take"),
        "Lower load.rate (or load.speed-up), or raise load.max-in-flight if the server can hold more.");

    /// <summary>How many were not sent in a stage, for people and for analysis.</summary>
    public static (string Message, IReadOnlyDictionary<string, string> Facts) Total(Stage stage, long skipped) => (
        string.Create(CultureInfo.InvariantCulture, $"{skipped} requests that were due were not sent, because load.max-in-flight was reached"),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RunEvent.SkippedRequests] = skipped.ToString(CultureInfo.InvariantCulture),
            [RunEvent.LoadStage] = RecordNames.Of(stage),
        });
}
