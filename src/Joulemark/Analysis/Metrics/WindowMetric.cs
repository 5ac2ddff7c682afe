using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>A metric with one value per window: its figure is the mean of the windows.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">The value of one window; null when something it needs is missing.</param>
internal sealed record WindowMetric(string Name, string Unit, Func<ConfigurationEvidence, WindowFigures, double?> Value)
{
    private const string Method = "mean of windows, Student t";

    public Metrology.Estimate Estimate(ConfigurationEvidence evidence)
    {
        var values = evidence.Windows.Select(w => Value(evidence, w)).ToList();

        // One window without a value would leave a mean of the others that looks whole: all or nothing.
        if (values.Count == 0 || values.Contains(null))
            return new Metrology.Estimate { Unit = Unit, Method = Method, N = 0 };
        var interval = MeanInterval.Of([.. values.OfType<double>()]);
        return new Metrology.Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower,
            Upper = interval.Upper,
            N = values.Count,
            Unit = Unit,
            Method = interval.Lower is null ? $"mean of windows; no interval from fewer than {MeanInterval.FewestRepeats}" : Method,
        };
    }

    /// <summary>The values of the windows that have one.</summary>
    public IReadOnlyList<double> Values(ConfigurationEvidence evidence) =>
        [.. evidence.Windows.Select(w => Value(evidence, w)).OfType<double>()];
}
