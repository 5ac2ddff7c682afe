namespace Joulemark.Analysis;

/// <summary>
/// What a sampled power says about itself between its samples. Each sample is held against the straight line between its
/// neighbours, r = p − (a·p₋ + b·p₊), and its share w of the window is its weight in the trapezoid. Independent noise of
/// variance σ² makes r² = (1 + a² + b²)·σ² in the mean and the trapezoid's error Σw²σ², so Σ w²r²/(1 + a² + b²) is that
/// error's variance exactly; with equal steps h it is h²·ΣD₂²/6, D₂ the second difference. For a random walk it is four
/// times too large, for a step of power at a random place too. A smooth curve errs by Σ w·r/6 (its h³/12·p″ a step), which
/// adds up where noise does not, and is added. Samples closer than the stride are left out where they say the same: a
/// value that the device still holds is no new one.
/// </summary>
/// <param name="strideSeconds">The stride.</param>
/// <param name="start">The window's start in nanoseconds.</param>
/// <param name="end">Its end.</param>
/// <param name="thin">Leaves out closer samples whatever they say, for differences over a stride at least.</param>
internal struct Roughness(double strideSeconds, long start, long end, bool thin = false)
{
    private readonly long _stride = (long)(strideSeconds * 1e9);
    private (long Time, double Watts) _before;
    private (long Time, double Watts) _middle;
    private int _count;
    private double _noise;
    private double _bend;
    private double _bends;
    private double _steps;
    private int _stepCount;

    /// <summary>Variance of the trapezoid's error, in J².</summary>
    public readonly double Variance => _bends > 0 ? _noise + (_bend * _bend / 36) : Coarse;

    /// <summary>Mean square of the difference from one sample to the next, in W².</summary>
    public readonly double MeanSquareStep => _stepCount > 0 ? _steps / _stepCount : 0;

    // Two samples only: a step from one to the other at a random place.
    private readonly double Coarse => MeanSquareStep * Square((end - start) / 1e9) / 12;

    /// <summary>The next sample in time order.</summary>
    public void Add(long time, double watts)
    {
        if (_count > 0 && (time <= _middle.Time || (time - _middle.Time < _stride && (thin || watts == _middle.Watts))))
            return;
        if (_count > 0 && time > start && _middle.Time < end)
        {
            _steps += Square(watts - _middle.Watts);
            _stepCount++;
        }

        if (_count > 1)
        {
            var a = (time - _middle.Time) / (double)(time - _before.Time);
            var rest = _middle.Watts - (a * _before.Watts) - ((1 - a) * watts);
            var from = Math.Max(start, _before.Time + ((_middle.Time - _before.Time) / 2));
            var to = Math.Min(end, _middle.Time + ((time - _middle.Time) / 2));
            var joules = Math.Max(0, (to - from) / 1e9) * rest;
            _noise += joules * joules / (1 + (a * a) + ((1 - a) * (1 - a)));
            _bend += joules;
            _bends++;
        }

        _before = _middle;
        _middle = (time, watts);
        _count++;
    }

    private static double Square(double x) => x * x;
}
