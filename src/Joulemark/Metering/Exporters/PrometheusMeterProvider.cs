using System.Text.RegularExpressions;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>Prometheus servers that the user names: what they have recorded of this machine, asked for after the run.</summary>
internal sealed class PrometheusMeterProvider : IMeterProvider
{
    public const string Kind = "prometheus";

    private const int ClockQuestions = 6;

    /// <summary>How far back to look for the pace of a series: several samples even at a scrape a minute.</summary>
    private const double LookBackSeconds = 300;

    /// <summary>What most servers are set to; taken where neither samples nor configuration tell.</summary>
    private const double UsualScrapeSeconds = 15;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public string Name => Kind;

    public MeterProbe Probe(MeterHost host)
    {
        var found = new List<Found>();
        var missing = new List<MissingMeter>();
        var silent = new List<SilentSource>();
        var described = new List<string?>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in host.Sources.Where(s => s.Kind == Kind))
        {
            var before = missing.Count;
            var http = SourceHttp.Create(source, host, out var failure);
            var one = http is null ? null : Probe(source, host, http, taken, missing, described, out failure);
            if (one is not null)
                found.Add(one);
            else
                http?.Dispose();
            if (failure.Reason is not null)
                missing.Add(new MissingMeter(Kind, $"the Prometheus server at {source.Url.Authority}", failure.Reason, failure.Remedy) { Node = source.Node });
            if (one is null)
                silent.Add(new SilentSource(source, missing.Skip(before).LastOrDefault()));
        }

        var channels = Overlaps.Mark([.. found.Select(f => (f.Source, f.Channels))]);
        var meters = found.Zip(channels, (f, c) => new PrometheusMeter(f.Source, host, f.Http, f.Api, f.Clock, c));
        return new MeterProbe([.. meters], missing) { Silent = silent, Described = described };
    }

    private static Found? Probe(MeterSource source, MeterHost host, SourceHttp http, HashSet<string> taken, List<MissingMeter> missing, List<string?> described, out (string Reason, string Remedy) failure)
    {
        failure = default;
        var clock = new RemoteClock(host, source.Url.Authority);
        var api = new PrometheusApi(source.Url, http, clock);
        for (var i = 0; i < ClockQuestions; i++)
        {
            if (!api.AskTime(ProbeTimeout))
            {
                failure = api.Failure ?? ($"{source.Url.Authority} does not tell its time", "Give the address of the server itself, such as prometheus+http://host:9090.");
                return null;
            }
        }

        var names = FoundChannels.Rules(source).SelectMany(ChannelMap.Names).Concat([OwnMetrics.Info, OwnMetrics.Missing, OwnMetrics.Energy, OwnMetrics.Indicator]).Distinct(StringComparer.Ordinal);
        if (api.Newest($"{{__name__=~\"{string.Join('|', names.Select(Pattern))}\"}}", ProbeTimeout) is not { } found)
        {
            failure = api.Failure!.Value;
            return null;
        }

        var samples = PrometheusMachines.Select(source, found, out var machines);
        if (samples.Count == 0)
        {
            failure = found.Count == 0
                ? ("it has no series of a power or an energy that Joulemark knows", "Let it scrape an exporter, or say in a meter file which metric is which: docs/meters.md has an example of 'map'.")
                : ($"none of its {found.Count} series names {(source.Node is { } node ? $"the machine '{node}'" : "this machine")}; it has those of {string.Join(", ", machines)}",
                    "Name one of these with 'node' in a meter file, or pick series out with 'labels' in its 'map'.");
            return null;
        }

        // What a scrape of Joulemark's own page left there is known whole; the rest is recognised by name.
        IReadOnlyList<UnusableSeries> unusable;
        var channels = OwnChannels.In(source, "prometheus-joulemark", 0, samples, taken)
            .Concat(FoundChannels.In(source, Kind, 0, samples, taken, out unusable))
            .Select(c => Pace(c, api, clock, host.Clock.Now)).ToList();
        missing.AddRange(unusable.Select(u => u.Among(channels)));
        missing.AddRange(OwnChannels.Missing(source, Kind, samples));
        described.AddRange(OwnChannels.Described(channels));
        return channels.Count > 0 ? new Found(source, http, api, clock, channels) : null;
    }

    private sealed record Found(MeterSource Source, SourceHttp Http, PrometheusApi Api, RemoteClock Clock, IReadOnlyList<MappedChannel> Channels);

    /// <summary>A name as a regular expression inside a string.</summary>
    private static string Pattern(string name) => Regex.Escape(name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>The channel with the pace that its series is scraped at, from the times of its last samples, or where there is one only, from the configuration.</summary>
    private static MappedChannel Pace(MappedChannel mapped, PrometheusApi api, RemoteClock clock, Timestamp now)
    {
        var end = clock.ToRemote(now) ?? 0;
        var series = PrometheusMeter.Selectors(mapped)[0];
        var times = api.Raw(series, end - LookBackSeconds, end)?.Select(p => p.UnixSeconds).ToList() ?? [];
        var gaps = times.Skip(1).Zip(times, (later, earlier) => later - earlier).Order().ToList();
        var target = mapped.Series[0].Labels;
        var every = gaps.Count > 0 ? Math.Round(gaps[gaps.Count / 2], 3) : api.ScrapeSeconds(target.GetValueOrDefault("job"), target.GetValueOrDefault("instance")) ?? UsualScrapeSeconds;
        return mapped with
        {
            Channel = mapped.Channel with
            {
                Source = Kind,
                ReadEverySeconds = every,

                // Nobody reads it at a window's edge: what lies between two scrapes is as unknown as what a slow sensor hides.
                UpdatePeriodSeconds = Math.Max(mapped.Channel.UpdatePeriodSeconds ?? 0, every),
                Description = $"{mapped.Channel.Description}, as recorded from {mapped.Series[0].Labels.GetValueOrDefault("instance") ?? "an unnamed target"}",
            },
        };
    }
}
