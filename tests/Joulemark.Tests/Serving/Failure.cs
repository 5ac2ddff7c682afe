using Joulemark.Diagnostics;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>Takes the diagnostic out of what fails.</summary>
internal static class Failure
{
    public static async Task<Diagnostic> OfAsync(Func<Task> failing)
    {
        var failure = await Assert.ThrowsAsync<JoulemarkException>(failing);
        Assert.Equal(ExitCode.SystemUnderTestFailed, failure.ExitCode);
        return Assert.Single(failure.Diagnostics);
    }
}
