using System.Collections.Concurrent;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;

namespace Joulemark.Tests.Metering.Exporters;

/// <summary>A host whose user has named sources, and who listens to what meters say.</summary>
internal sealed class ExporterHost : IDisposable
{
    private readonly TestHost _host = new();

    public ConcurrentQueue<Diagnostic> Said { get; } = [];

    public MonotonicClock Clock { get; } = new(TimeProvider.System);

    /// <summary>Ids of what was said, with a plus for good news.</summary>
    public string Ids => string.Join(' ', Said.Select(d => d.Id + (d.Severity == DiagnosticSeverity.Info ? "+" : "")));

    public MeterHost ToHost(params MeterSource[] sources) => _host.ToHost() with { Clock = Clock, Sources = sources, Report = Said.Enqueue };

    public static MeterSource Source(Uri url, string? node = null, params MetricMapping[] map) => new() { Kind = "exporter", Url = url, Node = node, Map = map };

    /// <summary>Looks at exporters without watching their pace.</summary>
    public MeterProbe Probe(params MeterSource[] sources) => new ExporterMeterProvider(TimeSpan.Zero).Probe(ToHost(sources));

    public void Dispose() => _host.Dispose();
}
