using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;
using Joulemark.Reporting.Html;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Makes a sheet from a run's records. Pure: the same records and options always give the same sheet.</summary>
internal static class DisclosureBuilder
{
    private const string CommandHasNone = "a command was measured, which has no queries";

    public static DisclosureSheet Build(RunRecord run, ConfigurationRecord configuration, DisclosureOptions options)
    {
        options.Prices.Check();
        var contender = Contender.Of([(run, configuration)], options.Prices, new AnalysedRuns())[0];
        var (header, result, fingerprint) = (run.Header, contender.Result, ConfigurationFingerprint.Of(run, configuration));
        var boards = new DisclosedBoards(run, contender.Evidence.Ledger, fingerprint);
        var facts = new DisclosureFacts(contender, fingerprint, boards);
        var figures = DisclosureFigures.Of(contender);
        var perThousand = contender.Evidence.IsCommand ? new DisclosureFigure(DisclosureFigures.PerThousand, "Energy per 1,000 queries, gross", null, CommandHasNone) : figures[0];
        var reasons = Reasons(contender, figures[0]);
        var label = ProvenanceLabel.Of(result.Ledger);
        return new DisclosureSheet
        {
            Run = header.Id,
            Configuration = configuration.Name,
            Benchmark = header.Name,
            MeasuredAt = header.StartedAt,
            MeasuredBy = header.Import is { } import ? $"{import.Tool}{(import.Version is null ? "" : $" {import.Version}")}, imported by Joulemark {header.ToolVersion}" : $"Joulemark {header.ToolVersion}",
            MadeAt = options.MadeAt,
            ToolVersion = ToolVersion.Current,
            Reasons = reasons,
            Status = header.Status,
            Provenance = result.Provenance,
            Estimated = label.IsModelled ? label.Warning : null,
            Boundary = result.Boundary,
            Counted = BoundaryText.Of(result.Boundary, result.Ledger, header),
            Task = facts.Task(),
            Server = facts.Server(),
            Hardware = facts.Hardware(),
            Method = facts.Method(),
            Figures = figures,
            Systematic = result.Systematic,
            EnergyScore = new EnergyScore
            {
                Figure = perThousand,
                BoundaryMatches = result.Boundary == Boundary.Gpu,
                Differences = [.. EnergyScoreJudge.Differences(contender, fingerprint, boards)],
                Stars = options.Stars?.Rate(perThousand.Estimate, result.Boundary, result.Systematic, label.IsModelled, reasons.Count == 0),
            },
            Mlperf = MlperfFacts.Of(result.Mlperf),
            Emissions = EmissionStatements.Of(contender, options),
            RecordsSha256 = options.RecordsSha256,
            RecordsSha256Is = options.RecordsSha256 is not null ? Storage.RecordsHash.Definition : header.Status == RunStatus.Running ? "not given: the run was cut off, so that its records have no hashes" : "not given: the run's records have no hashes",
        };
    }

    /// <summary>Why the figures may not be quoted: a sheet without energy discloses nothing.</summary>
    private static IReadOnlyList<ValidityReason> Reasons(Contender contender, DisclosureFigure energy) =>
        contender.Validity.Valid && energy.Estimate is null ? [new ValidityReason("no-energy", $"there is no energy to disclose: {energy.NotGiven}")] : contender.Validity.Reasons;
}
