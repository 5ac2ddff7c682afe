using System.Text.Json;
using System.Text.Json.Serialization;
using Joulemark.Comparison;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>JSON of the records: snake_case keys, null left out only where a type says so, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    Converters = [typeof(Joulemark.Metrology.FiniteNumberConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(RunHeader))]
[JsonSerializable(typeof(MachineSnapshot))]
[JsonSerializable(typeof(WindowRecord))]
[JsonSerializable(typeof(RequestRecord))]
[JsonSerializable(typeof(MeterSample))]
[JsonSerializable(typeof(ServerCounters))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(ImportedResults))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(Joulemark.Storage.Verification.VerificationReport))]
[JsonSerializable(typeof(Joulemark.Reporting.Disclosing.DisclosureSheet))]
[JsonSerializable(typeof(Joulemark.Storage.Baselines.BaselineEntry))]
[JsonSerializable(typeof(IReadOnlyList<Joulemark.Storage.Baselines.BaselineEntry>))]
[JsonSerializable(typeof(Joulemark.Comparison.Gating.GateOutcome))]
[JsonSerializable(typeof(Joulemark.Comparison.ComparisonResult))]
[JsonSerializable(typeof(Joulemark.Comparison.ComparisonFamily))]
[JsonSerializable(typeof(Joulemark.Reporting.Writers.ResultList))]
[JsonSerializable(typeof(Joulemark.Comparison.Recommending.Recommendation))]
[JsonSerializable(typeof(Joulemark.Comparison.EnvironmentDiff))]
[JsonSerializable(typeof(Joulemark.Metering.MeterListing))]
[JsonSerializable(typeof(Joulemark.Running.SelfTestResult))]
[JsonSerializable(typeof(Joulemark.Checkup.CheckupReport))]
[JsonSerializable(typeof(Joulemark.Machines.Leases.Lease))]
[JsonSerializable(typeof(Joulemark.Machines.Leases.RunLockHolder))]
[JsonSerializable(typeof(Joulemark.Running.DoctorReport))]
[JsonSerializable(typeof(Joulemark.Serving.Launching.StartedServer))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>For files that people open: indented.</summary>
    public static RecordJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // files on disk, not HTML: keep ± and × readable
    });
}
