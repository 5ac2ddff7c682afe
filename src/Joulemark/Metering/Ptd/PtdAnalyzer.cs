using System.Diagnostics;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Metering.Ptd;

/// <summary>
/// One power analyzer behind a PTDaemon. It keeps its line: when it drops, readings are missing while it is built up again
/// in the background, and the instrument gets its ranges back in the end, over a new line if need be.
/// </summary>
internal sealed class PtdAnalyzer : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>MLPerf's limit for the difference of the director's and the system's clocks.</summary>
    private static readonly TimeSpan MostOffset = TimeSpan.FromMilliseconds(800);

    /// <summary>Samples before the clocks are judged, so that one late sample does not.</summary>
    private const int SamplesBeforeClock = 3;

    private readonly PtdAddress _address;
    private readonly MeterHost _host;
    private readonly TimeSpan _timeout;
    private readonly PtdRanges _before;
    private PtdClock _clock;
    private PtdSession? _session;
    private Task<PtdSession?>? _reconnecting;
    private Timestamp _nextAttempt;
    private TimeSpan _pause = FirstPause;
    private DateTime _lastStamp;
    private int _samples;
    private double _mostVolts;
    private double _mostAmps;
    private bool _clockJudged;
    private bool _uncertaintyReported;
    private bool _disposed;

    private PtdAnalyzer(PtdAddress address, PtdSession session, MeterHost host, TimeSpan timeout)
    {
        (_address, _session, _host, _timeout) = (address, session, host, timeout);
        (_before, _clock, Identity) = (session.Before, new PtdClock(host.Clock), session.Identity);
    }

    public PtdIdentity Identity { get; }

    /// <summary>The daemon's own estimate after the first sample, relative; null where it has none.</summary>
    public double? Uncertainty { get; private set; }

    /// <summary>Starts measuring and waits for a first sample.</summary>
    /// <param name="url">The daemon's address.</param>
    /// <param name="host">The run's clock, and who hears of what happens.</param>
    /// <param name="timeout">For the connection, each answer, and the first sample.</param>
    /// <exception cref="IOException">The daemon cannot be reached or does not answer.</exception>
    /// <exception cref="PtdException">It answers that it cannot measure.</exception>
    public static PtdAnalyzer Start(Uri url, MeterHost host, TimeSpan timeout)
    {
        var address = PtdAddress.Parse(url);
        var analyzer = new PtdAnalyzer(address, PtdSession.Begin(address, before: null, timeout), host, timeout);
        try
        {
            analyzer.AwaitFirstSample();
            return analyzer;
        }
        catch
        {
            analyzer.Dispose();
            throw;
        }
    }

    /// <summary>Asks for what was sampled since; <see cref="Collect"/> takes it. Apart, so that several work at the same time.</summary>
    public void Request()
    {
        if (Line() is { } session)
            Try(() => session.Request());
    }

    /// <summary>The newest sample since the last time and its moment; null for none.</summary>
    public (PtdSample Sample, Timestamp Time)? Collect()
    {
        (PtdSample, Timestamp)? newest = null;
        if (_session is { } session)
        {
            Try(() =>
            {
                foreach (var sample in session.Receive())
                    newest = Take(sample) ?? newest;
            });
        }

        JudgeClock();
        return newest;
    }

    /// <summary>Asks the daemon how uncertain its samples are, and reports once what is above MLPerf's limit.</summary>
    public void CheckUncertainty()
    {
        if (_session is { } session)
            Try(() => Uncertainty = session.Uncertainty());
        if (_session is null || _uncertaintyReported || Uncertainty is not > PtdUncertainty.Limit)
            return;
        _uncertaintyReported = true;
        Report("JM2045", DiagnosticSeverity.Warning,
            FormattableString.Invariant($"the analyzer at {_address} is uncertain by {Uncertainty:0.0 %} on average, above the {PtdUncertainty.Limit:0 %} of MLPerf"),
            $"Fix its ranges to what is measured: {Proposal()}");
    }

    /// <summary>Closes the line under a question that hangs. The instrument gets its ranges back over a new one, by <see cref="Dispose"/>.</summary>
    public void Interrupt() => Volatile.Read(ref _session)?.Dispose();

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        var session = _session ?? _reconnecting?.GetAwaiter().GetResult() ?? Connect();
        if ((session is null ? "it cannot be reached" : session.End()) is { } problem && Identity.SetsRanges)
        {
            Report("JM2049", DiagnosticSeverity.Warning,
                $"the analyzer at {_address} did not get its ranges back: {problem}",
                $"Set them by hand to what they were: SR,V,{_before.Volts} and SR,A,{_before.Amps}.");
        }

        session?.Dispose();
        _session = null;
        if (Identity.SetsRanges && _address.Ranges.IsAutomatic && _mostAmps > 0)
        {
            Report("JM2048", DiagnosticSeverity.Info,
                FormattableString.Invariant($"the analyzer at {_address} chose its ranges by itself and saw at most {_mostVolts:0.#} V and {_mostAmps:0.###} A"),
                $"For figures with the least uncertainty, measure again with fixed ranges: {Proposal()}");
        }
    }

    /// <summary>The line, built up again when it is down and the pause is over.</summary>
    private PtdSession? Line()
    {
        if (_session is not null)
            return _session;
        if (_reconnecting is null && _host.Clock.Now >= _nextAttempt)
            _reconnecting = Task.Run(Connect);
        if (_reconnecting is not { IsCompleted: true } attempt)
            return null;

        _reconnecting = null;
        _session = attempt.GetAwaiter().GetResult();
        if (_session is null)
        {
            _nextAttempt = _host.Clock.Now + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            return null;
        }

        _pause = FirstPause;
        _clock = new PtdClock(_host.Clock);
        Report("JM2047", DiagnosticSeverity.Info, $"the analyzer at {_address} answers again", null);
        return _session;
    }

    /// <summary>A new session; null when there is none to be had. Never throws.</summary>
    private PtdSession? Connect()
    {
        try
        {
            return PtdSession.Begin(_address, _before, _timeout);
        }
        catch (Exception e) when (e is IOException or PtdException)
        {
            return null;
        }
    }

    private void AwaitFirstSample()
    {
        var started = Stopwatch.GetTimestamp();
        while (_samples == 0)
        {
            _session!.Request();
            foreach (var sample in _session.Receive())
                Take(sample);
            if (_samples == 0 && Stopwatch.GetElapsedTime(started) > _timeout)
                throw new PtdException($"it gave no sample within {_timeout.TotalSeconds:0.#} s", "See PTDaemon's own window or log for what ails the instrument.");
            if (_samples == 0)
                Thread.Sleep(100); // real daemons wait for a sample themselves; this is for those that answer at once
        }

        Uncertainty = _session!.Uncertainty();
    }

    /// <summary>Books a sample; null when it has been seen before.</summary>
    private (PtdSample, Timestamp)? Take(PtdSample sample)
    {
        if (sample.Stamp == _lastStamp)
            return null;
        _lastStamp = sample.Stamp;
        _samples++;
        _mostVolts = Math.Max(_mostVolts, sample.Volts ?? 0);
        _mostAmps = Math.Max(_mostAmps, sample.Amps ?? 0);
        return (sample, _clock.Place(sample.Stamp, _host.Clock.Now));
    }

    private void JudgeClock()
    {
        if (_clockJudged || _samples < SamplesBeforeClock || _clock.Behind is not { } behind)
            return;
        _clockJudged = true;
        if (behind.Duration() > MostOffset)
        {
            Report("JM2046", DiagnosticSeverity.Warning,
                FormattableString.Invariant($"the clock of the analyzer at {_address} is {behind.Duration().TotalSeconds:0.0} s {(behind > TimeSpan.Zero ? "behind" : "ahead of")} this machine's; MLPerf allows {MostOffset.TotalSeconds:0.0} s"),
                "Synchronise both with the same NTP server. Joulemark's own figures allow for it: samples are placed by when they arrive.");
        }
    }

    /// <summary>Does something over the line; a failure closes it and is reported once.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or PtdException)
        {
            _session!.Dispose();
            _session = null;
            _nextAttempt = _host.Clock.Now;
            Report("JM2047", DiagnosticSeverity.Warning,
                $"the line to the analyzer at {_address} dropped: {e.Message}",
                "Readings are missing until it answers again, which is tried in the background; look at PTDaemon and the network.");
        }
    }

    private string Proposal() => FormattableString.Invariant(
        $"ptd://{_address}?volts={Math.Ceiling(_mostVolts):0}&amps={Math.Ceiling(_mostAmps * 11) / 10:0.0}");

    private void Report(string id, DiagnosticSeverity severity, string message, string? remedy) =>
        _host.Report(new Diagnostic(id, severity, message, remedy));
}
