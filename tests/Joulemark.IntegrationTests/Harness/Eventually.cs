using System.Diagnostics;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>Waits for what comes true by itself, up to a deadline that only a failure meets.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(() => Task.FromResult(condition()), what);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, $"not within {Deadline}: {what}");
            await Task.Delay(Period, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a process is gone; one that has ended and waits for its parent counts as gone.</summary>
    public static Task IsGoneAsync(int process) => IsTrueAsync(() => !IsAlive(process), $"process {process} ends");

    private static bool IsAlive(int process)
    {
        try
        {
            // "pid (name) state …"; the name may hold anything, so the state is looked for after the last parenthesis.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
