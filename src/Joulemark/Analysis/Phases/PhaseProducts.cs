using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>What the regression sums of slices: each with each of seconds, prefill and decode tokens, and each with joules. Made once for a slice, however often it is drawn.</summary>
internal struct PhaseProducts
{
    private double _ss;
    private double _sp;
    private double _sd;
    private double _pp;
    private double _pd;
    private double _dd;
    private double _sj;
    private double _pj;
    private double _dj;

    /// <summary>The products of one slice.</summary>
    public static PhaseProducts Of(PhaseSlice slice)
    {
        var (s, p, d, j) = (slice.Seconds, slice.PrefillTokens, slice.DecodeTokens, slice.Joules);
        return new PhaseProducts { _ss = s * s, _sp = s * p, _sd = s * d, _pp = p * p, _pd = p * d, _dd = d * d, _sj = s * j, _pj = p * j, _dj = d * j };
    }

    /// <summary>Adds a slice's products.</summary>
    public void Add(in PhaseProducts other)
    {
        _ss += other._ss;
        _sp += other._sp;
        _sd += other._sd;
        _pp += other._pp;
        _pd += other._pd;
        _dd += other._dd;
        _sj += other._sj;
        _pj += other._pj;
        _dj += other._dj;
    }

    /// <summary>Watts, and joules per prefill and per decode token, none below 0.</summary>
    public readonly double[] Solve() =>
        NonNegativeLeastSquares.Solve(new[,] { { _ss, _sp, _sd }, { _sp, _pp, _pd }, { _sd, _pd, _dd } }, [_sj, _pj, _dj]);
}
