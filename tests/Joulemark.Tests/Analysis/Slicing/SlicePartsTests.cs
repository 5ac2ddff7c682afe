using CsCheck;
using Joulemark.Analysis.Slicing;
using Xunit;

namespace Joulemark.Tests.Analysis.Slicing;

public sealed class SlicePartsTests
{
    private static readonly Gen<(long[] Cuts, long From, long To)> Times = Gen.Select(Gen.Long[0, 1000].Array[2, 60], Gen.Long[-100, 1100], Gen.Long[0, 500],
        (cuts, from, length) => ((long[])[.. cuts.Order().Select((c, i) => c + i)], from, from + length)); // rising

    [Fact]
    public void Parts_OfATime_AreItsSharesInTheSlices() => Times.Sample((cuts, from, to) =>
    {
        var shares = new double[cuts.Length - 1];
        foreach (var (slice, share) in new SliceParts(cuts, from, to))
            shares[slice] += share;
        for (var i = 0; i < shares.Length; i++)
        {
            var expected = from == to ? cuts[i] <= from && from < cuts[i + 1] ? 1 : 0
                : Math.Max(0, Math.Min(to, cuts[i + 1]) - Math.Max(from, cuts[i])) / (double)(to - from);
            Assert.Equal(expected, shares[i], 1e-12);
        }
    });

    [Fact]
    public void Slice_OfAMoment_IsTheOneThatHoldsIt() => Times.Sample((cuts, time, _) =>
        SliceParts.At(cuts, time) == (time < cuts[0] ? -1 : time >= cuts[^1] ? cuts.Length - 1 : Array.FindLastIndex(cuts, c => c <= time)));
}
