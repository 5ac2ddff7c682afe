using CsCheck;
using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

public sealed class RadixSortTests
{
    [Fact]
    public void Numbers_AreInTheOrderThatComparingGives() =>
        Gen.Double[-1e6, 1e6].Array[0, 3000].Sample(numbers => Sorted(numbers).SequenceEqual(numbers.Order()));

    [Fact]
    public void Numbers_OfEverySize_AreInOrder()
    {
        double[] ends = [double.NegativeInfinity, double.MinValue, -1, -double.Epsilon, 0, double.Epsilon, 1e-9, 1, double.MaxValue, double.PositiveInfinity];
        double[] many = [.. Enumerable.Range(0, 2000).Select(i => ends[i * 7 % ends.Length])];
        Assert.Equal(many.Order(), Sorted(many));
        Assert.Equal(many.Order(), Sorted([.. many.Order()]));
    }

    private static double[] Sorted(double[] numbers)
    {
        double[] copy = [.. numbers];
        RadixSort.Sort(copy);
        return copy;
    }
}
