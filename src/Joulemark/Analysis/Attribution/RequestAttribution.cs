using System.Globalization;
using Joulemark.Analysis.Phases;
using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Attribution;

/// <summary>
/// The windows' joules shared out to the requests: of each slice the idle part by time in flight, the rest by tokens, as Kepler
/// and Scaphandre share a machine's out to processes by their CPU time. It is a rule, no measurement: no sensor tells
/// requests apart that are served at once, and another rule would give another figure (docs/method.md).
/// </summary>
internal sealed class RequestAttribution
{
    private const string Prefix = "attributed_";
    private const string Unattributed = "unattributed_energy_share";

    /// <summary>Requests that percentiles are made from at most: beyond it one of every so many is drawn.</summary>
    private const int MostCharged = 1 << 17;

    private const string NoMeasurement = "a rule, no measurement, so without interval";
    private static readonly (string Name, double P)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)];

    private readonly IReadOnlyList<RequestRecord> _requests;
    private readonly IReadOnlyList<SlicedWindow> _slices;
    private readonly AttributionRule _rule;
    private readonly ChargedWindow[] _windows;

    private RequestAttribution(ConfigurationEvidence evidence, IReadOnlyList<SlicedWindow> slices, AttributionRule rule)
    {
        (_requests, _slices, _rule) = (evidence.Requests, slices, rule);
        Refusal = Refuse(evidence, slices);
        _windows = Refusal is null ? [.. slices.Select(s => new ChargedWindow(s, rule))] : [];
        if (Refusal is not null)
            return;
        foreach (var request in _requests)
        {
            foreach (var window in _windows)
            {
                if (window.Concerns(request))
                    window.Add(request);
            }
        }

        foreach (var window in _windows)
            window.Close();
        if (evidence.Header.Import is not null && Array.Find(_windows, w => w.Ended < w.Window.Counts.Requests) is { } partial)
            Refusal = $"the tool kept {partial.Ended} of the {partial.Window.Counts.Requests} requests of window {partial.Window.Repeat}: the others' joules would be theirs";
    }

    /// <summary>Why nothing is attributed; null where it is.</summary>
    public string? Refusal { get; }

    /// <summary>Share of the windows' joules that was spent while nobody was in flight; null where nothing is attributed.</summary>
    public double? UnattributedShare
    {
        get
        {
            var gross = _slices.Sum(s => s.Gross?.Joules ?? 0);
            return Refusal is null && gross > 0 ? _windows.Sum(w => w.Unattributed) / gross : null;
        }
    }

    /// <summary>The rule, and how long a slice is.</summary>
    private string Words => string.Create(CultureInfo.InvariantCulture, $"{_rule.Words}; slices of {_slices.Average(s => s.SliceSeconds):0.##} s");

    /// <summary>Shares a configuration's windows out.</summary>
    /// <param name="evidence">The configuration.</param>
    /// <param name="slices">Its windows in time order.</param>
    /// <param name="phases">Its phases, which say what a prompt token weighs.</param>
    public static RequestAttribution Of(ConfigurationEvidence evidence, IReadOnlyList<SlicedWindow> slices, PhaseEnergies phases) =>
        new(evidence, slices, AttributionRule.Of(evidence, phases));

    /// <summary>The same from the samples.</summary>
    public static RequestAttribution Of(ConfigurationEvidence evidence, IReadOnlyDictionary<string, ChannelSeries> series)
    {
        var slices = SlicedWindow.Of(evidence, series);
        return Of(evidence, slices, PhaseEnergies.Of(slices, evidence));
    }

    /// <summary>True for the name of a metric that is shared out by this rule.</summary>
    public static bool Makes(string metric) => metric == Unattributed || metric.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Every request that was in flight in a window, failed ones too, with its part; none where nothing is attributed.</summary>
    public IEnumerable<AttributedRequest> Requests()
    {
        for (var i = 0; i < _requests.Count && Refusal is null; i++)
        {
            if (Charge(i, _requests[i]) is { } request)
                yield return request;
        }
    }

    /// <summary>The figures by metric name; without values where they are refused, the reason in the method.</summary>
    public IEnumerable<(string Name, Estimate Estimate)> Metrics()
    {
        var (charges, every) = Answered();
        var method = Refusal is { } reason ? $"attribution: not given: {reason}"
            : charges.Count == 0 ? "attribution: not given: no request was sent and answered inside one window"
            : $"attribution: {Words}; requests sent and answered inside a window{(every > 1 ? $", one of every {every}" : "")}; {NoMeasurement}";
        foreach (var (name, p) in Percentiles)
            yield return ($"{Prefix}energy_per_request_{name}", new Estimate { Value = charges.Count > 0 ? charges.At(p) : null, N = charges.Count, Unit = "J/request", Method = method });
        yield return (Unattributed, new Estimate
        {
            Value = UnattributedShare, N = _windows.Length, Unit = "1",
            Method = Refusal is { } why ? $"attribution: not given: {why}" : $"attribution: joules of slices with no request in flight ÷ gross; {NoMeasurement}",
        });
    }

    /// <summary>Charges of the requests that were sent and answered inside a window, and of how many one was drawn.</summary>
    private (Distribution Charges, int Every) Answered()
    {
        var charges = new Distribution();
        if (Refusal is not null)
            return (charges, 1);
        var every = (_requests.Count + MostCharged - 1) / MostCharged;
        var random = new SeededRandom(1, _requests.Count);
        for (var i = 0; i < _requests.Count; i += every)
        {
            // Anywhere in each stretch: a fixed step could fall in with the order of the questions.
            var number = every > 1 ? i + random.Next(Math.Min(every, _requests.Count - i)) : i;
            var request = _requests[number];
            if (request.Error is null && Charge(number, request) is { IsWhole: true } charge)
                charges.Add(charge.Joules);
        }

        return (charges, Math.Max(1, every));
    }

    private AttributedRequest? Charge(int number, RequestRecord request)
    {
        var (joules, idle, isWhole, isIn) = (0.0, 0.0, false, false);
        foreach (var window in _windows)
        {
            if (!window.Concerns(request))
                continue;
            var charge = window.Charge(request);
            (joules, idle, isWhole, isIn) = (joules + charge.Joules, idle + charge.Idle, isWhole || window.Holds(request), true);
        }

        return isIn ? new AttributedRequest(number, joules, idle, isWhole) : null;
    }

    private static string? Refuse(ConfigurationEvidence evidence, IReadOnlyList<SlicedWindow> slices)
    {
        if (evidence.WindowRecords.Count == 0)
            return "no window was measured to its end";
        if (evidence.ServerIsElsewhere)
            return "the server ran on another machine, whose joules are not known here";
        if (slices.Count == 0)
            return "no joules are counted";
        foreach (var window in slices)
        {
            if (window.Gross is null)
                return $"the energy of window {window.Window.Repeat} is missing";
            if (window.TooFewUpdates is { } few)
                return few;
            if (window.Energies.Contains(null))
                return $"the energy of a slice of window {window.Window.Repeat} is missing";
        }

        return null;
    }
}
