using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Prometheus exporters that the user names: their joules and watts, recognised by name or mapped by the user.</summary>
/// <param name="observation">How long to watch an exporter that renews its values at a pace of its own; null for the default.</param>
internal sealed class ExporterMeterProvider(TimeSpan? observation = null) : IMeterProvider
{
    public const string Kind = "exporter";

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultObservation = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Scrapes of a page with a clock at the start: the fastest of them says how far the clock is off.</summary>
    private const int ClockScrapes = 6;

    public string Name => Kind;

    /// <summary>Time between scrapes.</summary>
    public static TimeSpan Period(MeterSource source) => source.Every ?? DefaultPeriod;

    public MeterProbe Probe(MeterHost host)
    {
        var missing = new List<MissingMeter>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var unusable = new List<UnusableSeries>();
        var found = new List<Found>();
        var silent = new List<SilentSource>();
        foreach (var source in host.Sources.Where(s => s.Kind == Kind))
        {
            var (before, unusableBefore) = (missing.Count, unusable.Count);
            if (Probe(source, host, taken, missing, unusable) is { } one)
                found.Add(one);
            else
                silent.Add(new SilentSource(source, missing.Skip(before).Concat(unusable.Skip(unusableBefore).Select(u => u.Missing)).FirstOrDefault()));
        }

        missing.AddRange(unusable.Select(u => u.Among(found.SelectMany(f => f.Channels))));
        var channels = Overlaps.Mark([.. found.Select(f => (f.Source, f.Channels))]);
        return new MeterProbe([.. found.Zip(channels, (f, c) => f.ToMeter(host, c))], missing)
        {
            Silent = silent,
            Described = OwnChannels.Described(found.SelectMany(f => f.Channels)),
        };
    }

    private Found? Probe(MeterSource source, MeterHost host, HashSet<string> taken, List<MissingMeter> missing, List<UnusableSeries> unusable)
    {
        var http = SourceHttp.Create(source, host, out var failure);
        if (http is null)
        {
            missing.Add(Missing(source, failure.Reason, failure.Remedy));
            return null;
        }

        var clock = new RemoteClock(host, source.Url.Authority);
        var scraper = new Scraper(source.Url, http, clock);
        var page = scraper.Scrape(ProbeTimeout, wanted: null, out var answer);
        var channels = page is null ? [] : Channels(source, page, taken, missing, unusable);
        if (page is null)
            missing.Add(Missing(source, answer.Failure!, answer.Remedy));
        if (channels.Count == 0)
        {
            http.Dispose();
            return null;
        }

        channels = UpdatePace.Measure(channels, scraper, host.Clock, observation ?? DefaultObservation);
        var map = new ChannelMap(channels);
        for (var i = 1; i < ClockScrapes && scraper.TellsTime; i++)
            scraper.Scrape(ProbeTimeout, map.Wants, out _);
        return new Found(source, http, scraper, clock, channels);
    }

    private static IReadOnlyList<MappedChannel> Channels(MeterSource source, IReadOnlyList<MetricSample> page, HashSet<string> taken, List<MissingMeter> missing, List<UnusableSeries> unusable)
    {
        var seconds = Period(source).TotalSeconds;
        IReadOnlyList<UnusableSeries> here = [];
        var channels = OwnChannels.Are(page) ? OwnChannels.In(source, "joulemark", seconds, page, taken) : FoundChannels.In(source, Kind, seconds, page, taken, out here);
        unusable.AddRange(here);
        missing.AddRange(OwnChannels.Missing(source, Kind, page));
        if (channels.Count == 0 && here.Count == 0)
        {
            missing.Add(Missing(source, $"none of its {page.Count} samples is a power or an energy that Joulemark knows",
                "Say in a meter file which metric is which: docs/meters.md has an example of 'map'."));
        }

        return channels;
    }

    private static MissingMeter Missing(MeterSource source, string reason, string remedy) => new(Kind, $"the exporter at {source.Url.Authority}", reason, remedy) { Node = source.Node };

    /// <summary>An exporter whose page has been read.</summary>
    private sealed record Found(MeterSource Source, SourceHttp Http, Scraper Scraper, RemoteClock Clock, IReadOnlyList<MappedChannel> Channels)
    {
        public ExporterMeter ToMeter(MeterHost host, IReadOnlyList<MappedChannel> channels) => new ExporterMeter(Source, host, Http, Scraper, Clock, new ChannelMap(channels));
    }
}
