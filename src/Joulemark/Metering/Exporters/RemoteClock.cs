using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>The clock of a source whose samples carry their own times: places them on ours, and says how far the two are apart.</summary>
/// <param name="host">Takes what there is to say.</param>
/// <param name="name">The source, for people.</param>
internal sealed class RemoteClock(MeterHost host, string name)
{
    /// <summary>Clocks that move apart by more than this in a run cannot place a window's edges.</summary>
    private const double DriftBound = 0.05;

    private readonly ClockOffset _offset = new();
    private double? _step;
    private bool _said;
    private bool _warned;

    /// <summary>Half the width of what their clock may be, in seconds; infinite before any answer.</summary>
    public double Uncertainty => _offset.Best?.Uncertainty ?? double.PositiveInfinity;

    /// <summary>The moment on the run's clock; null before any answer.</summary>
    public Timestamp? ToLocal(double unixSeconds) => _offset.ToLocal(unixSeconds);

    /// <summary>A moment of ours on their clock, in Unix seconds; null before any answer.</summary>
    public double? ToRemote(Timestamp time) => _offset.Best is { } best ? time.Seconds + best.Seconds : null;

    /// <summary>Takes an answer that tells the time.</summary>
    /// <param name="earliest">Unix seconds of their clock, at least.</param>
    /// <param name="latest">At most.</param>
    /// <param name="sent">When we asked.</param>
    /// <param name="received">When it came.</param>
    public void Add(double earliest, double latest, Timestamp sent, Timestamp received)
    {
        var moved = _offset.Add(earliest, latest, sent, received);
        if (Math.Abs(moved) > DriftBound)
            _step = moved;
    }

    /// <summary>Says how far the clocks are apart, once; and that theirs has moved, each time it is set and once where it drifts.</summary>
    /// <param name="skewBound">Difference of the wall clocks, in seconds, beyond which it is a warning; null where the samples are aligned well enough whatever it is.</param>
    /// <returns>True where their clock was set since the last call: what it stamped in between may lie on either side.</returns>
    public bool Tell(double? skewBound)
    {
        if (_offset.Best is not { } best)
            return false;
        if (!_said)
        {
            _said = true;
            var skew = best.Seconds - (host.Clock.StartedAt - DateTimeOffset.UnixEpoch).TotalSeconds;
            Say(DiagnosticSeverity.Info, "JM2033", $"the clock of {name} is {Format(skew)} from ours (± {best.Uncertainty * 1e3:0.#} ms); its samples are placed on our clock by that", null);
            if (Math.Abs(skew) - best.Uncertainty > skewBound)
                Say(DiagnosticSeverity.Warning, "JM2034", $"the clock of {name} is {Format(skew)} from ours (limit ± {skewBound:0.#} s)", "Let NTP or PTP steer both machines.");
        }

        if (_step is { } step)
        {
            (_step, _warned) = (null, true);
            Say(DiagnosticSeverity.Warning, "JM2034", $"the clock of {name} has moved by {Format(step)} against ours since its last answers (limit ± {DriftBound * 1e3:0} ms)",
                "Let NTP or PTP steer both machines before a run, not in it, and run again: readings stamped before it may be misplaced.");
            return true;
        }

        if (!_warned && Math.Abs(_offset.Drift) > DriftBound)
        {
            _warned = true;
            Say(DiagnosticSeverity.Warning, "JM2034", $"the clock of {name} has moved by {Format(_offset.Drift)} against ours in this run (limit ± {DriftBound * 1e3:0} ms)",
                "Let NTP or PTP steer both machines, and run again: the edges of windows are off by as much.");
        }

        return false;
    }

    private void Say(DiagnosticSeverity severity, string id, FormattableString message, string? remedy) =>
        host.Report(new Diagnostic(id, severity, FormattableString.Invariant(message), remedy));

    private static string Format(double seconds) => Math.Abs(seconds) < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:+0.#;-0.#;0} ms") : string.Create(CultureInfo.InvariantCulture, $"{seconds:+0.###;-0.###} s");
}
