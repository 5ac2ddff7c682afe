using System.Globalization;
using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// What prefill and decode cost under continuous batching, where both go on at once: by the regression of slices' energy, made
/// twice, since when prompts were worked on is not seen (<see cref="PhaseSlices"/>). The figure is the middle of both, its
/// interval holds both. Refused where the load does not tell the two phases apart, and where it matters how prompts waited.
/// </summary>
internal sealed class PhaseEnergies
{
    private const int FewestSlices = 24;
    private const double MostApart = 0.1; // between the accounts: beyond it intervals miss the truth too often (simulated, in the tests)
    private const double MostOff = 0.5; // an end of an interval from the figure

    private readonly PhaseSlices _slices;

    private PhaseEnergies(PhaseSlices slices) => _slices = slices;

    /// <summary>Why there are no figures; null where there are.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Power that goes on whatever is asked, prefill and decode aside.</summary>
    public Interval Base { get; private set; }

    /// <summary>Joules for each prompt token that is worked on.</summary>
    public Interval Prefill { get; private set; }

    /// <summary>Joules for each output token after the first.</summary>
    public Interval Decode { get; private set; }

    /// <summary>Share of the slices' variance in power that the three explain.</summary>
    public double Explained { get; private set; }

    /// <summary>The phases of a configuration.</summary>
    public static PhaseEnergies Of(IReadOnlyList<SlicedWindow> windows, ConfigurationEvidence evidence) => Of(PhaseSlices.Of(windows, evidence));

    /// <summary>The phases by slices.</summary>
    public static PhaseEnergies Of(PhaseSlices slices)
    {
        var phases = new PhaseEnergies(slices);
        phases.Refusal = phases.Fit();
        return phases;
    }

    /// <summary>The figures by metric name; without values where they are refused, the reason in the method.</summary>
    public IEnumerable<(string Name, Estimate Estimate)> Metrics()
    {
        yield return ("prefill_energy_per_token", Estimate(Prefill));
        yield return ("decode_energy_per_token", Estimate(Decode));
    }

    private Estimate Estimate(Interval interval) => Refusal is { } reason
        ? new Estimate { Unit = "J/token", N = _slices.Count, Method = $"not given: {reason}" }
        : new Estimate
        {
            Value = interval.Value, Lower = interval.Lower, Upper = interval.Upper, N = _slices.Count, Unit = "J/token",
            Method = string.Create(CultureInfo.InvariantCulture, $"regression of slices' energy (attribution), resampled by blocks, however prompts waited; slices{Length}; base {Base.Value:0.#} W, R² {Explained:0.00}"),
        };

    private string Length => _slices.Lengthened.Length > 0 ? _slices.Lengthened : string.Create(CultureInfo.InvariantCulture, $" of {_slices.Even[0].Average(s => s.Seconds):0.##} s");

    private string? Fit()
    {
        if (_slices.Count < FewestSlices)
            return string.Create(CultureInfo.InvariantCulture, $"{_slices.Count} slices{_slices.Lengthened} in the windows; at least {FewestSlices} are needed");
        var even = PhaseFit.Of(_slices.Even);
        var late = even.Refusal is not null || _slices.AreOne ? even : PhaseFit.Of(_slices.Late.Value);
        if (late.Refusal is not null)
            return late.Refusal;

        (Base, Prefill, Decode, Explained) = (Both(even.Base, late.Base), Both(even.Prefill, late.Prefill), Both(even.Decode, late.Decode), Math.Min(even.Explained, late.Explained));
        foreach (var (name, interval) in (ReadOnlySpan<(string, Interval)>)[("prefill", Prefill), ("decode", Decode)])
        {
            if (interval.Value <= 0 || Math.Max(interval.Upper!.Value - interval.Value, interval.Value - interval.Lower!.Value) > MostOff * interval.Value)
                return string.Create(CultureInfo.InvariantCulture, $"the slices tell {name} only to {interval.Lower:G3} … {interval.Upper:G3} J/token; ± {MostOff:P0} is the limit");
        }

        foreach (var (name, one, other) in (ReadOnlySpan<(string, Interval, Interval)>)[("prefill", even.Prefill, late.Prefill), ("decode", even.Decode, late.Decode)])
        {
            if (Math.Abs(one.Value - other.Value) > MostApart * other.Value)
                return string.Create(CultureInfo.InvariantCulture, $"requests waited, and when their prompts were worked on is not known: {name} takes {one.Value:G3} J/token if evenly from sending to the first token, {other.Value:G3} if at the end of that time; {MostApart:P0} apart is the limit. Ask less at once, so that they wait less");
        }

        return null;
    }

    private static Interval Both(Interval one, Interval other) =>
        new((one.Value + other.Value) / 2, Math.Min(one.Lower!.Value, other.Lower!.Value), Math.Max(one.Upper!.Value, other.Upper!.Value));
}
