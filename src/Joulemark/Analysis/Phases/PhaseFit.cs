using System.Globalization;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// The energy of slices regressed on their length, their prefill tokens and their decode tokens, no coefficient below 0
/// (method.md, section 5), with intervals by resampling blocks of slices. Of several accounts of the slices the one that leaves
/// the least of their energy over is taken, in each resample anew, so that the interval holds what is not known of it. Refused
/// where the slices do not tell the two apart.
/// </summary>
internal sealed class PhaseFit
{
    private const double MostInflation = 10; // of a coefficient's variance by its correlation with the others: the usual bound (Marquardt 1970, doi:10.1080/00401706.1970.10488699)
    private const double MostApart = 0.1; // from the middle of an account and those beside it
    private const int Resamples = 1000;
    private const int MostBlocks = 1024; // they tell the spread to 1/√2048, as near as so many resamples do: longer blocks cost nothing where there are more slices

    private readonly IReadOnlyList<IReadOnlyList<PhaseSlice>> _accounts;
    private IReadOnlyList<PhaseSlice> _slices;

    private PhaseFit(IReadOnlyList<IReadOnlyList<PhaseSlice>> accounts) => (_accounts, _slices) = (accounts, accounts[0]);

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
    /// <param name="accounts">The same slices by each account of what was done in them.</param>
    public static PhaseFit Of(IReadOnlyList<IReadOnlyList<PhaseSlice>> accounts)
    {
        var fit = new PhaseFit(accounts);
        fit.Refusal = fit.Fit();
        return fit;
    }

    private string? Fit()
    {
        if (!_slices.Any(s => s.PrefillTokens > 0) || !_slices.Any(s => s.DecodeTokens > 0))
            return "there are not both prefill and decode";

        PhaseAccount[] fits = [.. _accounts.Select(PhaseAccount.Of)];
        var best = fits.MinBy(f => f.Left)!;
        _slices = best.Slices;
        if (Inflation() is > MostInflation or double.NaN)
            return string.Create(CultureInfo.InvariantCulture, $"prefill and decode rise and fall together, or not at all: variance inflation above {MostInflation}");

        var block = Math.Max(BlockLength.Of(best.Residuals), (_slices.Count + MostBlocks - 1) / MostBlocks);
        var draws = Draws([.. fits.Where(f => f.MayFitBetterThan(best, block)).Select(f => f.Slices)], block);
        var near = Near(fits, Array.IndexOf(fits, best));
        foreach (var (name, column) in (ReadOnlySpan<(string, int)>)[("prefill", 1), ("decode", 2)])
        {
            var (least, most) = (near.Min(f => f.Coefficients[column]), near.Max(f => f.Coefficients[column]));
            if (most - least > MostApart * (most + least))
                return string.Create(CultureInfo.InvariantCulture, $"how old the joules are that a reading shows is not known well enough: {name} takes {least:G3} J/token if they are a little older, {most:G3} if a little newer; ± {MostApart:P0} is the limit. Ask for what varies from second to second");
        }

        // So few blocks scatter as Student's t does, of as many as there are less the three coefficients.
        var stretch = StudentT.Quantile(0.975, Math.Max(1, (_slices.Count / block) - best.Coefficients.Length)) / NormalDistribution.Quantile(0.975);
        Interval Of(int column)
        {
            double[] sorted = [.. draws.Select(d => d[column]).Order()];
            var value = best.Coefficients[column];
            var (low, high) = (near.Min(f => f.Coefficients[column]), near.Max(f => f.Coefficients[column]));
            double End(double p, double from) => Math.Max(0, from + (stretch * (Quantiles.At(sorted, p) - value)));
            return new Interval(value, End(0.025, low), End(0.975, high));
        }

        (Base, Prefill, Decode) = (Of(0), Of(1), Of(2));
        Explained = Share(best);
        return null;
    }

    /// <summary>
    /// An account and those beside it: the truth may lie between two. They go round, the first after the last but one; the
    /// last, of the mean, has the best of the others beside it.
    /// </summary>
    private static PhaseAccount[] Near(PhaseAccount[] fits, int at)
    {
        var others = fits.Length - 1;
        return at == others ? [fits[at], fits[..Math.Max(1, others)].MinBy(f => f.Left)!]
            : [fits[(at + others - 1) % others], fits[at], fits[(at + 1) % others]];
    }

    /// <summary>
    /// The coefficients of resamples, by blocks of successive slices: what a slice takes beyond its work (temperature, clocks, what
    /// else runs) goes on into the next one, so that slices are no independent ones.
    /// </summary>
    private static double[][] Draws(IReadOnlyList<PhaseSlice>[] accounts, int block)
    {
        var count = accounts[0].Count;
        var starts = Starts(count, block);
        var (draws, least) = (new double[Resamples][], new double[Resamples]);
        var (whole, sums) = (new PhaseProducts[count], new PhaseProducts[count + block]); // of one account after the other, in the same memory
        foreach (var account in accounts)
        {
            Blocks(account, block, sums, whole);
            for (var i = 0; i < Resamples; i++)
            {
                var sum = Block(account, starts[i][^1], count - (block * (starts[i].Length - 1)));
                foreach (var start in starts[i].AsSpan(0, starts[i].Length - 1))
                    sum.Add(in whole[start]);
                var drawn = sum.Solve();
                var left = accounts.Length > 1 ? sum.Left(drawn) : 0;
                if (draws[i] is null || left < least[i])
                    (draws[i], least[i]) = (drawn, left);
            }
        }

        return draws;
    }

    /// <summary>Where the blocks of each resample begin: the same for every account.</summary>
    private static int[][] Starts(int count, int block)
    {
        var random = new SeededRandom(1, count);
        var starts = new int[Resamples][];
        for (var i = 0; i < Resamples; i++)
        {
            starts[i] = new int[(count + block - 1) / block];
            for (var b = 0; b < starts[i].Length; b++)
                starts[i][b] = random.Next(count);
        }

        return starts;
    }

    /// <summary>The products of successive slices from each one on; after the last comes the first.</summary>
    private static void Blocks(IReadOnlyList<PhaseSlice> slices, int length, PhaseProducts[] sums, PhaseProducts[] blocks)
    {
        for (var i = 1; i < sums.Length; i++)
        {
            sums[i] = sums[i - 1];
            sums[i].Add(slices[(i - 1) % slices.Count]);
        }

        for (var i = 0; i < blocks.Length; i++)
            blocks[i] = sums[i + length].Less(in sums[i]);
    }

    private static PhaseProducts Block(IReadOnlyList<PhaseSlice> slices, int from, int length)
    {
        var block = default(PhaseProducts);
        for (var i = 0; i < length; i++)
            block.Add(slices[(from + i) % slices.Count]);
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

    private double Share(PhaseAccount account)
    {
        var mean = _slices.Average(s => s.Joules / s.Seconds);
        var all = _slices.Sum(s => Math.Pow((s.Joules / s.Seconds) - mean, 2));
        var left = account.Residuals.Zip(_slices, (r, s) => Math.Pow(r / s.Seconds, 2)).Sum();
        return all > 0 ? Math.Max(0, 1 - (left / all)) : 0;
    }
}
