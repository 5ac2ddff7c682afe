using System.Text.Json;
using Joulemark.Analysis;
using Joulemark.Checkup;
using Joulemark.Comparison;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Running;
using Joulemark.Storage;

namespace Joulemark.Cli.Rendering;

/// <summary>Writes one JSON document to standard output.</summary>
internal static class OutputJson
{
    public static Task WriteAsync(RunResult result) => WriteAsync(ResultFile.ToJson(result));

    public static Task WriteAsync(Joulemark.Storage.Verification.VerificationReport report) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(report, RecordJson.Indented.VerificationReport));

    public static Task WriteAsync(Joulemark.Comparison.Gating.GateOutcome outcome) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(outcome, RecordJson.Indented.GateOutcome));

    public static Task WriteAsync(IReadOnlyList<Joulemark.Storage.Baselines.BaselineEntry> entries) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(entries, RecordJson.Indented.IReadOnlyListBaselineEntry));

    public static Task WriteAsync(Joulemark.Storage.Baselines.BaselineEntry entry) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(entry, RecordJson.Indented.BaselineEntry));

    public static Task WriteAsync(Joulemark.Comparison.Recommending.Recommendation recommendation) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(recommendation, RecordJson.Indented.Recommendation));

    public static Task WriteAsync(MeterListing listing) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(listing, RecordJson.Indented.MeterListing));

    public static Task WriteAsync(EnvironmentDiff diff) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(diff, RecordJson.Indented.EnvironmentDiff));

    public static Task WriteAsync(MachineSnapshot machine) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(machine, RecordJson.Indented.MachineSnapshot));

    public static Task WriteAsync(SelfTestResult result) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(result, RecordJson.Indented.SelfTestResult));

    public static Task WriteAsync(DoctorReport report) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(report, RecordJson.Indented.DoctorReport));

    public static Task WriteAsync(CheckupReport report) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(report, RecordJson.Indented.CheckupReport));

    public static Task WriteAsync(byte[] json) => StandardOutput.WriteAsync((byte[])[.. json, (byte)'\n']);
}
