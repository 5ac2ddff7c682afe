using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Comparison;

/// <summary>The figure that a judgement is about, where there is one to judge by.</summary>
internal static class ServersFigure
{
    /// <summary>A run's figure; null where it has none, or one that is the load client's and not the server's.</summary>
    public static Estimate? Of(string metric, ConfigurationResult result) =>
        result.Metrics.GetValueOrDefault(metric) is { Value: { } value } figure && double.IsFinite(value) && !ClientsFigures.Has(metric, result) ? figure : null;
}
