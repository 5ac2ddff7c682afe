using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Starts;

/// <summary>The figures of one configuration over all of its starts: each the mean over runs, with what runs scatter by in its interval.</summary>
internal static class PooledResult
{
    /// <summary>The first start's result with these figures; of one start, its own.</summary>
    public static ConfigurationResult Of(IReadOnlyList<Start> starts) => starts is [var only] ? only.Result
        : starts[0].Result with { Metrics = starts[0].Result.Metrics.ToDictionary(m => m.Key, m => Figure(m.Key, m.Value.Unit, starts), StringComparer.Ordinal) };

    private static Estimate Figure(string metric, string unit, IReadOnlyList<Start> starts)
    {
        var figures = new StartFigures(metric, starts);
        if (figures.Lacking is { } lacking)
            return new Estimate { Unit = unit, Method = $"{lacking.Run.Header.Id} has none: {MissingFigure.Why(metric, lacking.Result, lacking.Evidence.IsCommand)}" };
        return figures.Units.Distinct(StringComparer.Ordinal).Count() > 1 ? new Estimate { Unit = unit, Method = "the runs do not have it in one unit" } : figures.Arithmetic();
    }
}
