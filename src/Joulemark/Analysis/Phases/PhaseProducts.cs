using System.Runtime.Intrinsics;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// What the regression sums of slices: each with each of seconds, prefill and decode tokens, and each with joules. A resampling
/// draws them a million times: two by two.
/// </summary>
internal struct PhaseProducts
{
    private const double WellDetermined = 1e-5;

    private Vector128<double> _secondsBySecondsPrefill;
    private Vector128<double> _secondsByDecodeJoules;
    private Vector128<double> _prefillBySecondsPrefill;
    private Vector128<double> _prefillByDecodeJoules;
    private Vector128<double> _decodeByDecodeJoules;
    private double _joulesByJoules;

    /// <summary>Adds a slice's products.</summary>
    public void Add(in PhaseSlice slice)
    {
        var (one, other) = (Vector128.Create(slice.Seconds, slice.PrefillTokens), Vector128.Create(slice.DecodeTokens, slice.Joules));
        _secondsBySecondsPrefill += one * slice.Seconds;
        _secondsByDecodeJoules += other * slice.Seconds;
        _prefillBySecondsPrefill += one * slice.PrefillTokens;
        _prefillByDecodeJoules += other * slice.PrefillTokens;
        _decodeByDecodeJoules += other * slice.DecodeTokens;
        _joulesByJoules += slice.Joules * slice.Joules;
    }

    /// <summary>Adds other slices' products.</summary>
    public void Add(in PhaseProducts other)
    {
        _secondsBySecondsPrefill += other._secondsBySecondsPrefill;
        _secondsByDecodeJoules += other._secondsByDecodeJoules;
        _prefillBySecondsPrefill += other._prefillBySecondsPrefill;
        _prefillByDecodeJoules += other._prefillByDecodeJoules;
        _decodeByDecodeJoules += other._decodeByDecodeJoules;
        _joulesByJoules += other._joulesByJoules;
    }

    /// <summary>These less those of some of the slices.</summary>
    public readonly PhaseProducts Less(in PhaseProducts some) => new()
    {
        _secondsBySecondsPrefill = _secondsBySecondsPrefill - some._secondsBySecondsPrefill,
        _secondsByDecodeJoules = _secondsByDecodeJoules - some._secondsByDecodeJoules,
        _prefillBySecondsPrefill = _prefillBySecondsPrefill - some._prefillBySecondsPrefill,
        _prefillByDecodeJoules = _prefillByDecodeJoules - some._prefillByDecodeJoules,
        _decodeByDecodeJoules = _decodeByDecodeJoules - some._decodeByDecodeJoules,
        _joulesByJoules = _joulesByJoules - some._joulesByJoules,
    };

    /// <summary>Watts, and joules per prefill and per decode token, none below 0.</summary>
    public readonly double[] Solve()
    {
        var (ss, sp, sd, sj) = (_secondsBySecondsPrefill[0], _secondsBySecondsPrefill[1], _secondsByDecodeJoules[0], _secondsByDecodeJoules[1]);
        var (pp, pd, pj) = (_prefillBySecondsPrefill[1], _prefillByDecodeJoules[0], _prefillByDecodeJoules[1]);
        var (dd, dj) = (_decodeByDecodeJoules[0], _decodeByDecodeJoules[1]);

        // On columns of length 1, by Cramer's rule: where no coefficient comes out below 0, that is the solution.
        var (s, p, d) = (1 / Math.Sqrt(ss), 1 / Math.Sqrt(pp), 1 / Math.Sqrt(dd));
        var (a, b, c, u, v, w) = (sp * s * p, sd * s * d, pd * p * d, sj * s, pj * p, dj * d);
        var determinant = 1 + (2 * a * b * c) - (a * a) - (b * b) - (c * c);
        var (seconds, prefill, decode) = (
            ((1 - (c * c)) * u) + (((b * c) - a) * v) + (((a * c) - b) * w),
            (((b * c) - a) * u) + ((1 - (b * b)) * v) + (((a * b) - c) * w),
            (((a * c) - b) * u) + (((a * b) - c) * v) + ((1 - (a * a)) * w));
        if (determinant > WellDetermined && seconds > 0 && prefill > 0 && decode > 0)
            return [seconds * s / determinant, prefill * p / determinant, decode * d / determinant];
        return NonNegativeLeastSquares.Solve(new[,] { { ss, sp, sd }, { sp, pp, pd }, { sd, pd, dd } }, [sj, pj, dj]);
    }

    /// <summary>Sum of the squares that coefficients leave over.</summary>
    public readonly double Left(double[] coefficients)
    {
        var (s, p, d) = (coefficients[0], coefficients[1], coefficients[2]);
        var (bySeconds, byPrefill, byDecode) = (
            (s * _secondsBySecondsPrefill[0]) + (p * _secondsBySecondsPrefill[1]) + (d * _secondsByDecodeJoules[0]) - (2 * _secondsByDecodeJoules[1]),
            (s * _secondsBySecondsPrefill[1]) + (p * _prefillBySecondsPrefill[1]) + (d * _prefillByDecodeJoules[0]) - (2 * _prefillByDecodeJoules[1]),
            (s * _secondsByDecodeJoules[0]) + (p * _prefillByDecodeJoules[0]) + (d * _decodeByDecodeJoules[0]) - (2 * _decodeByDecodeJoules[1]));
        return _joulesByJoules + (s * bySeconds) + (p * byPrefill) + (d * byDecode);
    }
}
