using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Attribution;

/// <summary>
/// One window whose joules are shared out, slice by slice: first every request is added, then each can be charged. Its
/// charges and what stays unattributed sum to the window's gross energy.
/// </summary>
internal sealed class ChargedWindow
{
    private readonly SlicedWindow _slices;
    private readonly AttributionRule _rule;
    private readonly double[] _inFlight; // request-seconds by slice
    private readonly double[] _work; // output tokens' worth by slice
    private readonly double[] _idlePrice; // joules for a request-second
    private readonly double[] _timePrice; // the same, of a load in whose slice no token was made
    private readonly double[] _workPrice; // joules for a token's worth

    /// <summary>A window to share out.</summary>
    /// <param name="slices">The window, whose energies are known.</param>
    /// <param name="rule">By what.</param>
    public ChargedWindow(SlicedWindow slices, AttributionRule rule)
    {
        (_slices, _rule) = (slices, rule);
        (_inFlight, _work) = (new double[slices.Count], new double[slices.Count]);
        (_idlePrice, _timePrice, _workPrice) = (new double[slices.Count], new double[slices.Count], new double[slices.Count]);
    }

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window => _slices.Window;

    /// <summary>Requests that were over inside it.</summary>
    public int Ended { get; private set; }

    /// <summary>Joules of the slices in which nobody was in flight.</summary>
    public double Unattributed { get; private set; }

    /// <summary>True when a request was in flight in it.</summary>
    public bool Concerns(RequestRecord request) => request.Sent < Window.End && request.Ended >= Window.Start;

    /// <summary>True when all of a request was in it.</summary>
    public bool Holds(RequestRecord request) => request.Sent >= Window.Start && request.Ended <= Window.End;

    /// <summary>Takes a request's time and tokens in.</summary>
    public void Add(RequestRecord request)
    {
        Ended += request.Ended >= Window.Start && request.Ended < Window.End ? 1 : 0;
        _slices.Spread(_inFlight, request.Sent, request.Ended, InFlight(request));
        if (!_rule.ByTokens || request.FirstToken is not { } first)
            return;
        _slices.Spread(_work, request.Sent, first, _rule.Prefill(request));
        _slices.Spread(_work, first, request.LastToken ?? request.Ended, _rule.Decode(request));
    }

    /// <summary>Makes the prices, once every request is in.</summary>
    public void Close()
    {
        // The sensors' joules of the slices may miss the window's by their edges: the window's is the figure, they say where it went.
        var measured = _slices.Energies.Sum(e => e!.Value.Joules);
        for (var i = 0; i < _slices.Count; i++)
        {
            var joules = measured > 0 ? _slices.Energies[i]!.Value.Joules * _slices.Gross!.Value.Joules / measured : _slices.Gross!.Value.Joules / _slices.Count;
            var idle = Math.Clamp((_rule.Idle?.Watts ?? 0) * _slices.Seconds(i), 0, Math.Max(0, joules));
            if (_inFlight[i] <= 0)
            {
                Unattributed += joules;
                continue;
            }

            _idlePrice[i] = idle / _inFlight[i];
            if (_work[i] > 0)
                _workPrice[i] = (joules - idle) / _work[i];
            else
                _timePrice[i] = (joules - idle) / _inFlight[i];
        }
    }

    /// <summary>What a request is charged with, and how much of it is idle power.</summary>
    public (double Joules, double Idle) Charge(RequestRecord request)
    {
        var seconds = InFlight(request);
        var idle = _slices.Price(_idlePrice, request.Sent, request.Ended, seconds);
        var joules = idle + _slices.Price(_timePrice, request.Sent, request.Ended, seconds);
        if (_rule.ByTokens && request.FirstToken is { } first)
        {
            joules += _slices.Price(_workPrice, request.Sent, first, _rule.Prefill(request));
            joules += _slices.Price(_workPrice, first, request.LastToken ?? request.Ended, _rule.Decode(request));
        }

        return (joules, idle);
    }

    private static double InFlight(RequestRecord request) => Math.Max(0, (request.Ended - request.Sent).TotalSeconds);
}
