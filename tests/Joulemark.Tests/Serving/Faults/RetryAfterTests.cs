using Joulemark.Serving.Http;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData("120", 120d)]
    [InlineData(" 5 ", 5d)]
    [InlineData("1.5", 1.5)]
    [InlineData("Wed, 25 Nov 2026 10:00:30 GMT", 30d)]
    [InlineData("Wednesday, 25-Nov-26 10:00:30 GMT", 30d)] // the two older forms that RFC 9110 has recipients read
    [InlineData("Wed Nov 25 10:00:30 2026", 30d)]
    [InlineData("Wed Nov  4 10:00:30 2026", 0d)]
    [InlineData("Tue, 24 Nov 2026 10:00:00 GMT", 0d)]
    [InlineData("99999999999999999999", 365 * 86_400d)]
    [InlineData("-1", null)]
    [InlineData("NaN", null)]
    [InlineData("tomorrow", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Value_InAnyForm_IsHowLongToWait(string? value, double? seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(value, new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero))?.TotalSeconds);
}
