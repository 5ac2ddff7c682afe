using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>What the sections of a page share.</summary>
internal sealed record ReportModel
{
    public required RunRecord Record { get; init; }

    public required RunResult Result { get; init; }

    public required PowerTimeline Power { get; init; }

    public required IReadOnlyList<LatencyDistribution> Latencies { get; init; }

    public required ProvenanceLabel Provenance { get; init; }

    public static ReportModel Of(RunRecord record, RunResult result)
    {
        var ledger = result.Configurations.Values.Select(c => c.Ledger).FirstOrDefault(l => l.Count > 0) ?? [];
        return new ReportModel
        {
            Record = record,
            Result = result,
            Power = PowerTimeline.Of(record, ledger.Where(e => e.Counted).Select(e => e.Channel).ToHashSet(StringComparer.Ordinal)),
            Latencies = [.. result.Configurations.Where(c => !c.Value.IsClientSaturated).Select(c => LatencyDistribution.Of(record, c.Key))],
            Provenance = ProvenanceLabel.Of(ledger),
        };
    }

    /// <summary>True when a command was measured, and not a server under load.</summary>
    public bool IsCommand => Record.Header.Configurations is [{ Command: not null }];

    /// <summary>True when any configuration has this figure.</summary>
    public bool Has(string metric) => Result.Configurations.Values.Any(c => c.Metrics.GetValueOrDefault(metric)?.Value is not null);

    /// <summary>Energy per output token where there are tokens, else per request.</summary>
    public string HeadlineMetric => Has("energy_per_output_token") || !Has("energy_per_request") ? "energy_per_output_token" : "energy_per_request";
}
