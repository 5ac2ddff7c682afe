using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>One exporter: one scrape a reading. What goes wrong is missing, and said once.</summary>
internal sealed class ExporterMeter : ITimedMeter
{
    /// <summary>Readings older than this when they are fetched are placed where they belong, even by a clock known to the second only.</summary>
    private const double StaleSeconds = 1;

    /// <summary>A clock known to the second only is warned of from here on; Joulemark's own pages are aligned to the millisecond whatever their clock says.</summary>
    private const double ForeignSkew = 1;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly MeterHost _host;
    private readonly SourceHttp _http;
    private readonly Scraper _scraper;
    private readonly RemoteClock _clock;
    private readonly ChannelMap _map;
    private readonly TimeSpan _timeout;
    private readonly double?[] _unixSeconds;
    private readonly Timestamp?[] _times;
    private readonly double?[] _last;
    private readonly bool[] _gone;
    private Timestamp? _failingSince;
    private bool _disposed;

    /// <param name="source">The source as the user named it.</param>
    /// <param name="host">Takes what there is to say.</param>
    /// <param name="http">Asks; this meter disposes it.</param>
    /// <param name="scraper">Fetches the page.</param>
    /// <param name="clock">The exporter's clock.</param>
    /// <param name="map">Which channels are on the page.</param>
    public ExporterMeter(MeterSource source, MeterHost host, SourceHttp http, Scraper scraper, RemoteClock clock, ChannelMap map)
    {
        _name = source.Url.GetLeftPart(UriPartial.Path);
        _host = host;
        _http = http;
        _scraper = scraper;
        _clock = clock;
        _map = map;
        var period = ExporterMeterProvider.Period(source);
        Pace = new MeterPace(period, MayBlock: true);

        // Below the period where that leaves a scrape the time it needs, so that one slow answer costs one reading.
        _timeout = TimeSpan.FromSeconds(Math.Clamp(period.TotalSeconds * 0.9, 0.25, LongestWait.TotalSeconds));
        _unixSeconds = new double?[map.Channels.Count];
        _times = new Timestamp?[map.Channels.Count];
        _last = new double?[map.Channels.Count];
        _gone = new bool[map.Channels.Count];
    }

    public IReadOnlyList<Channel> Channels => _map.Channels;

    public MeterPace Pace { get; }

    public void Read(Span<double?> readings)
    {
        readings.Clear();
        Array.Clear(_times);
        if (_disposed)
            return;
        var samples = _scraper.Scrape(_timeout, _map.Wants, out var answer);
        if (samples is null)
        {
            Fail(answer);
            return;
        }

        Recover(answer);
        _map.Fill(samples, readings, _unixSeconds);
        Watch(readings);
        Place(answer, readings);
    }

    public void ReadTimes(Span<Timestamp?> times) => _times.CopyTo(times);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _http.Dispose();
    }

    private void Place(HttpPage answer, Span<double?> readings)
    {
        var middle = new Timestamp((answer.Sent.Nanoseconds + answer.Received.Nanoseconds) / 2);
        for (var i = 0; i < _times.Length; i++)
        {
            _times[i] = middle;
            if (_unixSeconds[i] is not { } seconds || _clock.ToLocal(seconds) is not { } taken)
                continue;
            if (_scraper.TellsTime || (answer.Received - taken).TotalSeconds - _clock.Uncertainty > StaleSeconds)
                _times[i] = taken;
        }

        if (!(_scraper.TellsTime || Array.Exists(_unixSeconds, s => s is not null)) || !_clock.Tell(_scraper.TellsTime ? null : ForeignSkew))
            return;

        // Stamped before their clock was set or after: nobody can tell, and a wrong place is a wrong figure.
        for (var i = 0; i < readings.Length; i++)
        {
            if (_unixSeconds[i] is not null)
                readings[i] = null;
        }
    }

    private void Watch(Span<double?> readings)
    {
        string? fallen = null;
        for (var i = 0; i < readings.Length; i++)
        {
            var channel = Channels[i];
            if (readings[i] is null != _gone[i])
            {
                _gone[i] = !_gone[i];
                Say("JM2031", _gone[i] ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    _gone[i] ? $"{_name} gives no value for {channel.Name} any more" : $"{_name} gives values for {channel.Name} again",
                    _gone[i] ? "Windows without it have no figure for this channel. Look into the exporter's log: it may have been restarted with other metrics." : null);
            }

            if (readings[i] is { } now && channel.Reading == ReadingKind.EnergyCounter)
            {
                if (now < _last[i])
                    fallen ??= FormattableString.Invariant($"{channel.Name} fell from {_last[i]:0.###} J to {now:0.###} J");
                _last[i] = now;
            }
        }

        if (fallen is not null)
            Say("JM2030", DiagnosticSeverity.Warning, $"a counter of {_name} started again: {fallen}", "The exporter was restarted, its device was reset, or its counter wrapped. The windows that this falls into are marked.");
    }

    private void Fail(HttpPage answer)
    {
        if (_failingSince is not null)
            return;
        _failingSince = answer.Sent;
        Say("JM2032", DiagnosticSeverity.Warning, answer.Failure!, answer.Remedy);
    }

    private void Recover(HttpPage answer)
    {
        if (_failingSince is not { } since)
            return;
        _failingSince = null;
        Say("JM2032", DiagnosticSeverity.Info, FormattableString.Invariant($"{_name} answers again, after {(answer.Received - since).TotalSeconds:0.#} s"), null);
    }

    private void Say(string id, DiagnosticSeverity severity, string message, string? remedy) => _host.Report(new Diagnostic(id, severity, message, remedy));
}
