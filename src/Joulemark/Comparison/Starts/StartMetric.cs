using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Comparison.Starts;

/// <summary>A metric that starts are compared by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OfWindows">The same window by window; null where no window has a value of it.</param>
internal sealed record StartMetric(string Name, WindowMetric? OfWindows)
{
    /// <summary>A metric of every result.</summary>
    public StartMetric(string name)
        : this(name, WindowMetrics.All.FirstOrDefault(m => m.Name == name))
    {
    }

    /// <summary>A metric of windows, be it in results or made for the purpose.</summary>
    public StartMetric(WindowMetric metric)
        : this(metric.Name, metric)
    {
    }

    /// <summary>A start's figure; null where it has none.</summary>
    public Estimate? Of(Start start) => start.Result.Metrics.GetValueOrDefault(Name) ?? OfWindows?.Estimate(start.Evidence);
}
