using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>
/// Measuring for real beside whatever else a machine does. The rule of these tests: a figure that is wrong fails at once; one that
/// the tool withholds, because the machine was too busy for it and the run says so, is measured again.
/// </summary>
internal static class Attempts
{
    private const int Most = 6;

    /// <summary>Measures until the tool gives what is looked for.</summary>
    /// <param name="measure">One attempt: null when all is given and right, or what was withheld and why. It fails by itself on what is wrong.</param>
    public static async Task UntilGivenAsync(Func<Task<string?>> measure)
    {
        var withheld = new List<string>();
        while (withheld.Count < Most)
        {
            if (await measure() is not { } why)
                return;
            withheld.Add(why);
        }

        Assert.Fail($"withheld {Most} times:\n{string.Join('\n', withheld)}");
    }
}
