namespace Joulemark.Tests.Metering;

/// <summary>What a call allocates once it has run in: the runtime allocates now and then while it compiles it better.</summary>
internal static class Allocation
{
    /// <summary>Bytes that a thousand calls allocate on this thread, in the best of some rounds.</summary>
    public static long Least(Action call)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 10 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
