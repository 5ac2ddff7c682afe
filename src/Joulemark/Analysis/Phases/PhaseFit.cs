using System.Globalization;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// The energy of slices regressed on their length, their prefill tokens and their decode tokens, no coefficient below 0
/// (method.md, section 5), with intervals by resampling blocks of slices. Refused where the slices do not tell the two apart.
/// </summary>
internal sealed class PhaseFit
{
    private const double MostInflation = 10; // of a coefficient's variance by its correlation with the others: the usual bound (Marquardt 1970, doi:10.1080/00401706.1970.10488699)
    private const int Resamples = 1000;
    private const int MostBlocks = 1024; // they tell the spread to 1/√2048, as near as so many resamples do: longer blocks cost nothing where there are more slices

    private readonly IReadOnlyList<PhaseSlice> _slices;

    private PhaseFit(IReadOnlyList<PhaseSlice> slices) => _slices = slices;

    /// <summary>Why there is none; null where there is.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Power that goes on whatever is asked, prefill and decode aside.</summary>
    public Interval Base { get; private set; }

    /// <summary>Joules for each prompt token that is worked on.</summary>
    public Interval Prefill { get; private set; }

    /// <summary>Joules for each output token after the first.</summary>
    public Interval Decode { get; private set; }

    /// <summary>Share of the slices' variance in power that the three explain.</summary>
    public double Explained { get; private set; }

    /// <summary>The regression of slices.</summary>
    public static PhaseFit Of(IReadOnlyList<PhaseSlice> slices)
    {
        var fit = new PhaseFit(slices);
        fit.Refusal = fit.Fit();
        return fit;
    }

    private string? Fit()
    {
        if (!_slices.Any(s => s.PrefillTokens > 0) || !_slices.Any(s => s.DecodeTokens > 0))
            return "there are not both prefill and decode";
        if (Inflation() is > MostInflation or double.NaN)
            return string.Create(CultureInfo.InvariantCulture, $"prefill and decode rise and fall together, or not at all: variance inflation above {MostInflation}");

        var all = Solve(_slices);
        var block = Math.Max(BlockLength.Of([.. _slices.Select(s => Residual(s, all))]), (_slices.Count + MostBlocks - 1) / MostBlocks);
        var draws = Draws(block);

        // So few blocks scatter as Student's t does, of as many as there are less the three coefficients.
        var stretch = StudentT.Quantile(0.975, Math.Max(1, (_slices.Count / block) - all.Length)) / NormalDistribution.Quantile(0.975);
        Interval Of(int column)
        {
            double[] sorted = [.. draws.Select(d => d[column]).Order()];
            double End(double p) => Math.Max(0, all[column] + (stretch * (Quantiles.At(sorted, p) - all[column])));
            return new Interval(all[column], End(0.025), End(0.975));
        }

        (Base, Prefill, Decode) = (Of(0), Of(1), Of(2));
        Explained = Share(all);
        return null;
    }

    /// <summary>
    /// The coefficients of resamples, by blocks of successive slices: what a slice takes beyond its work (temperature, clocks, what
    /// else runs) goes on into the next one, so that slices are no independent ones.
    /// </summary>
    private double[][] Draws(int block)
    {
        var random = new SeededRandom(1, _slices.Count);
        PhaseProducts[] whole = [.. Enumerable.Range(0, _slices.Count).Select(from => Block(from, block))];
        var draws = new double[Resamples][];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = default(PhaseProducts);
            for (var left = _slices.Count; left > 0; left -= block)
            {
                var from = random.Next(_slices.Count);
                sum.Add(left < block ? Block(from, left) : whole[from]);
            }

            draws[i] = sum.Solve();
        }

        return draws;
    }

    /// <summary>The products of successive slices; after the last comes the first.</summary>
    private PhaseProducts Block(int from, int length)
    {
        var block = default(PhaseProducts);
        for (var i = 0; i < length; i++)
            block.Add(_slices[(from + i) % _slices.Count]);
        return block;
    }

    /// <summary>How much worse a coefficient is known because prefill and decode move together: 1 ÷ (1 − r²), of their rates.</summary>
    private double Inflation()
    {
        var prefill = _slices.Select(s => s.PrefillTokens / s.Seconds).ToArray();
        var decode = _slices.Select(s => s.DecodeTokens / s.Seconds).ToArray();
        var (p, d) = (prefill.Average(), decode.Average());
        var (pp, dd, pd) = (prefill.Sum(v => (v - p) * (v - p)), decode.Sum(v => (v - d) * (v - d)), prefill.Zip(decode, (a, b) => (a - p) * (b - d)).Sum());
        return pp <= 0 || dd <= 0 ? double.NaN : 1 / Math.Max(0, 1 - (pd * pd / (pp * dd))); // r² of what is one mix may be rounded above 1
    }

    private double Share(double[] coefficients)
    {
        var mean = _slices.Average(s => s.Joules / s.Seconds);
        var all = _slices.Sum(s => Math.Pow((s.Joules / s.Seconds) - mean, 2));
        var left = _slices.Sum(s => Math.Pow(Residual(s, coefficients) / s.Seconds, 2));
        return all > 0 ? Math.Max(0, 1 - (left / all)) : 0;
    }

    private static double[] Solve(IEnumerable<PhaseSlice> slices)
    {
        var sum = default(PhaseProducts);
        foreach (var slice in slices)
            sum.Add(slice);
        return sum.Solve();
    }

    private static double Residual(PhaseSlice slice, double[] coefficients) =>
        slice.Joules - (coefficients[0] * slice.Seconds) - (coefficients[1] * slice.PrefillTokens) - (coefficients[2] * slice.DecodeTokens);
}
