using Joulemark.Analysis.Mlperf;

namespace Joulemark.Reporting.Disclosing;

/// <summary>What MLPerf's rules make of it, in its words; it is no MLPerf result.</summary>
internal static class MlperfFacts
{
    private const string NoScenario = "the load is none of MLPerf's scenarios";

    public static IReadOnlyList<DisclosureFact> Of(MlperfResult? result) =>
    [
        DisclosureFact.Of("scenario", "MLPerf scenario", result?.Scenario, NoScenario),
        DisclosureFact.Of("metric", "Its metric", result?.Value is not null ? $"{result.Metric} {MlperfText.Value(result)}: {result.Result}{(result.Reasons.Count > 0 ? $": {string.Join("; ", MlperfText.Reasons(result))}" : "")}" : null, result is null ? NoScenario : string.Join("; ", MlperfText.Reasons(result).DefaultIfEmpty("no query was answered"))),
        DisclosureFact.Of("energy", "Its energy", result is null ? null : MlperfText.Energy(result), result is null ? $"{NoScenario}; mJ/query is of its streams" : "energy is missing from a window"),
        new("standing", "Standing", $"no MLPerf result: only a reviewed submission is one{(result?.EnergyNote is { } note ? $". {note}" : "")}"),
    ];
}
