namespace Joulemark.Metering.Exporters;

/// <summary>What a metrics page holds.</summary>
/// <param name="Samples">The samples that were wanted, in the page's order.</param>
/// <param name="Lines">Lines that are samples, wanted or not.</param>
/// <param name="Malformed">Lines that are neither sample nor comment.</param>
/// <param name="Ended">True when the page says that it is whole, with <c># EOF</c>.</param>
internal sealed record MetricsPage(IReadOnlyList<MetricSample> Samples, int Lines, int Malformed, bool Ended)
{
    /// <summary>A page of metrics, rather than a sign-in form or a directory listing.</summary>
    public bool IsOne => Lines > Malformed;
}
