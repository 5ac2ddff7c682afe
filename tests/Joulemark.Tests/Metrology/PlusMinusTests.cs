using Joulemark.Metrology;
using Xunit;

namespace Joulemark.Tests.Metrology;

public sealed class PlusMinusTests
{
    [Theory]
    [InlineData(2000.1, 4.16, "J", "2.0001 ± 0.0042 kJ")]
    [InlineData(-9.13, 17.5, "J", "−9 ± 18 J")]
    [InlineData(1.42, 0.0453, "s", "1.420 ± 0.045 s")]
    [InlineData(0.00344, 0.0001, "J", "3.44 ± 0.10 mJ")]
    [InlineData(250, 0, "W", "250.00000 ± 0.00000 W")]
    public void PlusMinus_ShowsTheDigitsThatTheIntervalBears(double value, double half, string unit, string expected) =>
        Assert.Equal(expected, Figures.PlusMinus(value, half, unit));
}
