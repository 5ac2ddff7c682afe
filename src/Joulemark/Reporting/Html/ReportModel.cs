using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Comparison.Sweeping;
using Joulemark.Records;

namespace Joulemark.Reporting.Html;

/// <summary>What the sections of one run share.</summary>
internal sealed record ReportModel
{
    /// <summary>Which run of the page it is, from 0: what ties charts to their data.</summary>
    public required int Number { get; init; }

    public required RunRecord Record { get; init; }

    public required RunResult Result { get; init; }

    public required PowerTimeline Power { get; init; }

    public required TimelineMarks Marks { get; init; }

    public required IReadOnlyList<LatencyDistribution> Latencies { get; init; }

    public required IReadOnlyList<EnergyBreakdown> Breakdowns { get; init; }

    public required ProvenanceLabel Provenance { get; init; }

    /// <summary>Which configuration to run, by the spec's objectives; null where there is no choice, or a sweep makes it.</summary>
    public required Recommendation? Recommendation { get; init; }

    /// <summary>What the work costs, as far as prices are given.</summary>
    public required PricedRun Priced { get; init; }

    /// <summary>From the records.</summary>
    /// <param name="record">The run.</param>
    /// <param name="result">Its figures.</param>
    /// <param name="analysed">What is known of runs already, where more than the figures is needed.</param>
    /// <param name="number">Which run of the page it is, from 0.</param>
    /// <param name="of">How many runs share the page, and what may be drawn on it.</param>
    /// <param name="prices">What the work is priced at; null for no prices.</param>
    public static ReportModel Of(RunRecord record, RunResult result, AnalysedRuns? analysed = null, int number = 0, int of = 1, RecommendationOptions? prices = null)
    {
        analysed ??= new AnalysedRuns();
        var ledger = result.Configurations.Values.Select(c => c.Ledger).FirstOrDefault(l => l.Count > 0) ?? [];
        var series = ChannelSeries.Collect(record.Machine.CalibratedChannels, record.Samples);
        var power = Task.Run(() => PowerTimeline.Of(record, series, ledger.Where(e => e.Counted).Select(e => e.Channel).ToHashSet(StringComparer.Ordinal), of)); // of the samples, beside the requests
        var requests = MeasuredRequests.Of(record);
        return new ReportModel
        {
            Number = number,
            Record = record,
            Result = result,
            Power = power.GetAwaiter().GetResult(),
            Marks = TimelineMarks.Of(record),
            Latencies = [.. result.Configurations.Where(c => !c.Value.IsClientSaturated).Select(c => LatencyDistribution.Of(c.Key, requests.GetValueOrDefault(c.Key), of))],
            Breakdowns = [.. record.Header.Configurations.Where(c => result.Configurations.ContainsKey(c.Name)).Select(c =>
                EnergyBreakdown.Of(record, c, result.Configurations[c.Name], series, requests.GetValueOrDefault(c.Name)?.CachedShare ?? 0))],
            Provenance = ProvenanceLabel.Of(ledger),
            Recommendation = record.Header.Configurations.Count < 2 || CurveOf(result) is not null ? null : Recommender.Recommend([.. record.Header.Configurations.Select(c => (record, c))], prices ?? new RecommendationOptions(), analysed),
            Priced = PricedRun.Of(record, result, analysed, prices),
        };
    }

    /// <summary>True when a command was measured, and not a server under load.</summary>
    public bool IsCommand => Record.Header.Configurations is [{ Command: not null }];

    /// <summary>The curve of a sweep that is one, whose own answer says at which point to run; null where there is none, or several are to be held against each other.</summary>
    public SweepSeries? Curve => CurveOf(Result);

    /// <summary>The boundary as people say it.</summary>
    public string Boundary => Result.Boundary is { } boundary ? RecordNames.Of(boundary) : "none";

    /// <summary>Whether a configuration's figures may be used.</summary>
    public Validity ValidityOf(string configuration) => RecordedPoint.Judge(Record, configuration, Result.Configurations[configuration]);

    private static SweepSeries? CurveOf(RunResult result) => result.Sweep is { Series: [var only] } ? only : null;

    /// <summary>True when any configuration has this figure.</summary>
    public bool Has(string metric) => Result.Configurations.Values.Any(c => c.Metrics.GetValueOrDefault(metric)?.Value is not null);

    /// <summary>Energy per output token where there are tokens, else per request.</summary>
    public string HeadlineMetric => Has("energy_per_output_token") || !Has("energy_per_request") ? "energy_per_output_token" : "energy_per_request";
}
