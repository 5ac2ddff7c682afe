using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Storage;

namespace Joulemark.Running;

/// <summary>
/// Where everything that happens in a run is handed in: it goes to the run folder at once, and what the present stage
/// needs is kept at hand. Samples come from the sampler's thread, requests from the load's, the rest from the runner.
/// </summary>
internal sealed class RunJournal
{
    private static readonly TimeSpan PowerSpan = TimeSpan.FromSeconds(1);
    private static readonly Timestamp After = new(long.MaxValue);
    private readonly Lock _lock = new();
    private readonly RunFolderWriter _folder;
    private readonly MonotonicClock _clock;
    private readonly Ledger? _ledger;
    private readonly double _sampleRate;
    private readonly Dictionary<string, ChannelSeries> _series;
    private readonly Dictionary<string, ChangeRecord> _changes;
    private readonly Dictionary<string, double> _lags = new(StringComparer.Ordinal);
    private readonly FoldedEnergy _folded = new();
    private WorkCounter? _work;
    private Timestamp? _end;

    public RunJournal(RunFolderWriter folder, MonotonicClock clock, IEnumerable<Channel> channels, Ledger? ledger, double sampleRate)
    {
        _folder = folder;
        _clock = clock;
        _ledger = ledger;
        _sampleRate = sampleRate;
        _changes = channels.Where(Calibrator.IsSensor).ToDictionary(c => c.Name, _ => new ChangeRecord(), StringComparer.Ordinal);
        _series = ChannelSeries.Collect(channels, []);
    }

    /// <summary>False while the server under test is on a machine whose meters are not read.</summary>
    public bool ServerIsMetered { get; set; } = true;

    /// <summary>Takes over what is known of the channels' update periods.</summary>
    public void Know(IEnumerable<Channel> channels)
    {
        lock (_lock)
        {
            foreach (var channel in channels)
                _series.GetValueOrDefault(channel.Name)?.Know(channel);
        }
    }

    public void Add(MeterSample sample)
    {
        lock (_lock)
        {
            if (_series.TryGetValue(sample.Channel, out var series))
            {
                series.Add(sample.Time, sample.Reading);
                if (series.Count > FoldedEnergy.MostSamples)
                    _folded.Fold(series, _sampleRate);
            }

            if (_changes.TryGetValue(sample.Channel, out var changes))
                changes.Add(sample.Time, sample.Reading);
        }

        _folder.Write(sample);
    }

    public void Add(RequestRecord request)
    {
        lock (_lock)
        {
            // It is over by now. While the window is open it is wholly before its end, whenever that will be; before any
            // window was opened it cannot be in one.
            _work?.Add(request, _end ?? After);
        }

        _folder.Write(request);
    }

    public void Add(RunEvent happened) => _folder.Write(happened);

    public void Add(ServerCounters counters) => _folder.Write(counters);

    public void Add(
        string kind, string message, string? configuration = null, Diagnostic? diagnostic = null, IReadOnlyDictionary<string, string>? facts = null) =>
        _folder.Write(new RunEvent { Time = _clock.Now, Kind = kind, Configuration = configuration, Message = message, Diagnostic = diagnostic, Facts = facts });

    /// <summary>A window opens; one is open at a time.</summary>
    /// <returns>When it did: what was handed in before was over before.</returns>
    public Timestamp Open()
    {
        lock (_lock)
        {
            var start = _clock.Now;
            _folded.Open(start);
            (_work, _end) = (new WorkCounter(start), null);
            return start;
        }
    }

    /// <summary>The window ends. It stays to be closed, once the requests and readings across its end are there.</summary>
    /// <returns>When it did: what was handed in before was over before.</returns>
    public Timestamp End()
    {
        lock (_lock)
        {
            var end = _clock.Now;
            _end = end;
            return end;
        }
    }

    /// <summary>Closes a window that ended: its work and energy are what they are, and its record is written.</summary>
    public (WindowRecord Window, Energy? Gross) Close(WindowRecord window)
    {
        Energy? gross = _ledger is null || !ServerIsMetered ? null : Energy.Zero;
        lock (_lock)
        {
            var energies = _series.ToDictionary(s => s.Key, s => _folded.Close(s.Value, window.Start, window.End, _sampleRate), StringComparer.Ordinal);
            foreach (var name in _ledger?.Counted ?? [])
                gross += energies.GetValueOrDefault(name);
            window = window with { Counts = _work?.Counts ?? new WorkCounts(), Energy = energies };
            (_work, _end) = (null, null);
            if (window.Stage is Stage.WarmUp or Stage.Window)
                FindLags(window.Start);
            foreach (var series in _series.Values)
                series.ForgetBefore(window.End - SharpEdge.Reach);
        }

        _folder.Write(window);
        return (window, gross);
    }

    /// <summary>What the run's own samples say of a channel's sensor.</summary>
    public ChannelCalibration Calibrate(Channel channel)
    {
        lock (_lock)
            return _changes[channel.Name].Describe(channel) with { LagSeconds = _lags.TryGetValue(channel.Name, out var lag) ? lag : null };
    }

    private void FindLags(Timestamp start)
    {
        foreach (var series in _series.Values.Where(s => !_lags.ContainsKey(s.Channel.Name) && Calibrator.IsSensor(s.Channel)))
        {
            if (SensorLag.Find(series, start) is { } lag)
                _lags[series.Channel.Name] = lag.TotalSeconds;
        }
    }

    /// <summary>Mean power in the boundary from a moment until the newest sample; null when it cannot be said.</summary>
    public Power? PowerSince(Timestamp start)
    {
        lock (_lock)
        {
            // The newest moment that every counted channel has reached.
            var reached = (_ledger?.Counted ?? []).Select(name => _series[name]).Select(s => s.Count > 0 ? s.Time(s.Count - 1) : default).DefaultIfEmpty().Min();
            return ServerIsMetered && reached > start ? WindowEnergy.Of(_series, _ledger, start, reached, _sampleRate).Gross / (reached - start) : null;
        }
    }

    /// <summary>Mean power in the boundary over the last second.</summary>
    public Power? PowerNow => PowerSince(_clock.Now - PowerSpan);
}
