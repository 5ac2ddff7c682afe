using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>What a Prometheus server has recorded of one machine. It gives nothing while a run goes on: it is asked once, after it.</summary>
internal sealed class PrometheusMeter : IRecordedMeter
{
    /// <summary>Scrapes around the stretch asked for, so that one lies before it and one after it even where one failed.</summary>
    private const double EdgeScrapes = 3;
    private const double ShortestEdge = 2;

    private readonly MeterSource _source;
    private readonly MeterHost _host;
    private readonly SourceHttp _http;
    private readonly PrometheusApi _api;
    private readonly RemoteClock _clock;
    private readonly IReadOnlyList<MappedChannel> _mapped;
    private bool _disposed;

    /// <param name="source">The source as the user named it.</param>
    /// <param name="host">The run's clock, and who takes what there is to say.</param>
    /// <param name="http">Asks; this meter disposes it.</param>
    /// <param name="api">The server.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="mapped">The channels and their series.</param>
    public PrometheusMeter(MeterSource source, MeterHost host, SourceHttp http, PrometheusApi api, RemoteClock clock, IReadOnlyList<MappedChannel> mapped)
    {
        _source = source;
        _host = host;
        _http = http;
        _api = api;
        _clock = clock;
        _mapped = mapped;
        Channels = [.. mapped.Select(m => m.Channel)];
    }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Queries that find a channel's series one by one.</summary>
    public static IReadOnlyList<string> Selectors(MappedChannel mapped) => mapped.Rule.Mapping.Metric is var metric && mapped.Series[0].Name == OwnMetrics.Info
        ? [(mapped.Series[0] with { Name = metric, Labels = Target(mapped.Series[0]) }).Series]
        : [.. mapped.Series.Select(s => s.Series)];

    public void Read(Span<double?> readings) => readings.Clear();

    public IReadOnlyList<MeterSample> Fetch(Timestamp start, Timestamp end)
    {
        if (_disposed)
            return [];
        _api.AskTime(TimeSpan.FromSeconds(2));
        if (_clock.Tell(skewBound: 1))
            return []; // its clock was set in the run: nobody can place what it wrote down before
        var samples = new List<MeterSample>();
        foreach (var mapped in _mapped)
            samples.AddRange(Fetch(mapped, start, end));
        return [.. samples.OrderBy(s => s.Time)];
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _http.Dispose();
    }

    private List<MeterSample> Fetch(MappedChannel mapped, Timestamp start, Timestamp end)
    {
        var every = mapped.Channel.ReadEverySeconds!.Value;
        var edge = TimeSpan.FromSeconds(Math.Max(ShortestEdge, EdgeScrapes * every));
        var (from, to) = (start - edge, end + edge);
        while (true)
        {
            if (Points(mapped, from, to) is not { } points)
            {
                Say($"{mapped.Channel.Name}: {_api.Failure?.Reason}", _api.Failure?.Remedy);
                return [];
            }

            // The scrape after the end may still have to come; it is waited for, and not for ever.
            if (points.Count > 0 && points[^1].Time >= end)
                return Around(points, start, end);
            if (_host.Clock.Now >= to)
            {
                Say(FormattableString.Invariant($"{_source.Url.Authority} has {(points.Count == 0 ? "no samples" : $"no sample after {points[^1].Time}")} of {mapped.Channel.Name}, {edge.TotalSeconds:0.#} s after {end}"),
                    "Check that its target is up: http://…/targets on the server.");
                return Around(points, start, end);
            }

            _host.Clock.Delay(TimeSpan.FromSeconds(Math.Clamp(every / 4, 0.1, 5)), CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>All points of a stretch and the nearest one outside each end.</summary>
    private static List<MeterSample> Around(List<MeterSample> points, Timestamp start, Timestamp end)
    {
        var first = Math.Max(points.FindLastIndex(p => p.Time <= start), 0);
        var last = points.FindIndex(p => p.Time >= end);
        return points[first..(last < 0 ? points.Count : last + 1)];
    }

    private List<MeterSample>? Points(MappedChannel mapped, Timestamp from, Timestamp to)
    {
        var sums = new SortedDictionary<double, (double? Reading, int Count)>();
        var ahead = Ahead(mapped, from, to);
        var selectors = Selectors(mapped);
        foreach (var selector in selectors)
        {
            if (_api.Raw(selector, (_clock.ToRemote(from) ?? 0) + ahead, (_clock.ToRemote(to) ?? 0) + ahead) is not { } raw)
                return null;
            foreach (var (seconds, value) in raw)
            {
                var (reading, count) = sums.GetValueOrDefault(seconds - ahead, (0, 0));
                sums[seconds - ahead] = (reading + Readings.Clean(value, mapped.Rule), count + 1);
            }
        }

        return [.. sums.Where(s => s.Value.Count == selectors.Count && _clock.ToLocal(s.Key) is not null)
            .Select(s => new MeterSample(_clock.ToLocal(s.Key)!.Value, mapped.Channel.Name, s.Value.Reading))];
    }

    /// <summary>
    /// How far the clock of the exporting machine is ahead of the server's, in seconds. Joulemark's samples carry their
    /// machine's time; its clock is a series too, whose times are the server's.
    /// </summary>
    private double Ahead(MappedChannel mapped, Timestamp from, Timestamp to)
    {
        if (mapped.Series[0].Name != OwnMetrics.Info)
            return 0;
        var target = Target(mapped.Series[0]).Where(l => l.Key != "channel").ToDictionary(StringComparer.Ordinal);
        var selector = (mapped.Series[0] with { Name = OwnMetrics.Clock, Labels = target }).Series;
        var differences = _api.Raw(selector, _clock.ToRemote(from) ?? 0, _clock.ToRemote(to) ?? 0)?.Select(p => p.Value - p.UnixSeconds).Where(double.IsFinite).Order().ToList() ?? [];
        return differences.Count > 0 ? differences[differences.Count / 2] : 0;
    }

    /// <summary>The labels of a series on Joulemark's own page: its channel there, and the target that it was scraped from.</summary>
    private static Dictionary<string, string> Target(MetricSample info) =>
        info.Labels.Where(l => l.Key is "channel" or "instance" or "job").ToDictionary(StringComparer.Ordinal);

    private void Say(string message, string? remedy) => _host.Report(new Diagnostic("JM2036", DiagnosticSeverity.Warning, message, remedy));
}
