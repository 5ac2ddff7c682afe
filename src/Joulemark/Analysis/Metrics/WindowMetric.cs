using Joulemark.Statistics;

namespace Joulemark.Analysis.Metrics;

/// <summary>A metric with one value per window: its figure is the mean of the windows.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">The value of one window; null when something it needs is missing.</param>
internal sealed record WindowMetric(string Name, string Unit, Func<ConfigurationEvidence, WindowFigures, double?> Value)
{
    private const string Method = "mean of windows, Student t";
    private const string SequentialMethod = "mean of windows, Student t, for repeats that went on until precise";

    public Metrology.Estimate Estimate(ConfigurationEvidence evidence)
    {
        var values = evidence.Windows.Select(w => ValueOf(evidence, w)).ToList();

        // One window without a value would leave a mean of the others that looks whole: all or nothing.
        if (values.Count == 0 || values.Contains(null))
            return new Metrology.Estimate { Unit = Unit, Method = Method, N = 0 };
        var interval = MeanInterval.Of([.. values.OfType<double>()], evidence.IsSequential);
        var measuredTo = MeasuredTo(evidence);
        var half = Math.Max(interval.Upper - interval.Value ?? 0, measuredTo ?? 0);
        return new Metrology.Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower is null ? null : interval.Value - half,
            Upper = interval.Upper is null ? null : interval.Value + half,
            MeasuredTo = measuredTo,
            N = values.Count,
            Unit = Unit,
            Method = interval.Lower is null ? $"mean of windows; no interval from fewer than {MeanInterval.FewestRepeats}"
                : half > interval.Upper - interval.Value ? "mean of windows; the interval is how well their joules are known, which is more than they scatter"
                : evidence.IsSequential ? SequentialMethod : Method,
        };
    }

    /// <summary>
    /// What the metric changes by when each window's joules change by what they are uncertain by, in the mean. Windows that
    /// fall on a sensor's steps alike scatter less than they are wrong, so that their errors must be taken for the same.
    /// </summary>
    private double? MeasuredTo(ConfigurationEvidence evidence)
    {
        var changes = evidence.Windows.Select(w =>
            ValueOf(evidence, w with { Gross = w.Gross + w.Uncertainty, Net = w.Net + w.NetUncertainty }) - ValueOf(evidence, w) is { } change ? Math.Abs(change) : (double?)null).ToList();
        return changes.Contains(null) || changes.TrueForAll(c => c == 0) ? null : changes.Average();
    }

    /// <summary>The value of a window; what is divided by nothing, as inferences by the joules of a counter that stands still, is none.</summary>
    private double? ValueOf(ConfigurationEvidence evidence, WindowFigures window) => Value(evidence, window) is { } value && double.IsFinite(value) ? value : null;

    /// <summary>The values of the windows that have one.</summary>
    public IReadOnlyList<double> Values(ConfigurationEvidence evidence) =>
        [.. evidence.Windows.Select(w => ValueOf(evidence, w)).OfType<double>()];
}
