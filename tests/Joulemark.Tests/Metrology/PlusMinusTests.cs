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
    [InlineData(12345678, 0.0000001, "J", "12.34568 ± < 0.00001 MJ")] // the last digit that is shown, and not 0
    [InlineData(12345678, 13, "J", "12.34568 ± 0.00001 MJ")]
    [InlineData(0.5, 1e-9, "J", "500.00000 ± < 0.00001 mJ")]
    [InlineData(250, 0, "W", "250.00000 ± 0.00000 W")]
    public void PlusMinus_ShowsTheDigitsThatTheIntervalBears(double value, double half, string unit, string expected) =>
        Assert.Equal(expected, Figures.PlusMinus(value, half, unit));
}
