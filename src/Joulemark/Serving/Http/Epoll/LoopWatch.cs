using System.Numerics;

namespace Joulemark.Serving.Http.Epoll;

/// <summary>
/// What one loop sees of itself: how long bytes may have waited for it, and how long it worked. Written by the loop alone;
/// a reader takes the difference of two copies.
/// </summary>
internal sealed class LoopWatch
{
    /// <summary>Buckets of the waits: four to each power of two nanoseconds.</summary>
    public const int Buckets = 64 * 4;

    private readonly long[] _waits = new long[Buckets];
    private long _busy;
    private long _longest;

    /// <summary>Bytes were taken that had come at most so long ago.</summary>
    public void Took(long nanoseconds)
    {
        _waits[BucketOf(nanoseconds)]++;
        if (nanoseconds > _longest)
            Volatile.Write(ref _longest, nanoseconds);
    }

    /// <summary>The loop worked so long without waiting.</summary>
    public void Worked(long nanoseconds) => Volatile.Write(ref _busy, _busy + nanoseconds);

    /// <summary>Adds what was seen so far.</summary>
    /// <returns>Nanoseconds worked so far.</returns>
    public long CopyTo(Span<long> waits)
    {
        for (var i = 0; i < Buckets; i++)
            waits[i] += Volatile.Read(ref _waits[i]);
        return Volatile.Read(ref _busy);
    }

    /// <summary>The longest wait since the last call.</summary>
    public long TakeLongest() => Interlocked.Exchange(ref _longest, 0);

    /// <summary>The 99th percentile of counted waits, rounded up to its bucket's end, in seconds; 0 for none.</summary>
    public static double P99(ReadOnlySpan<long> waits)
    {
        long all = 0, seen = 0;
        foreach (var count in waits)
            all += count;
        for (var i = 0; i < waits.Length && all > 0; i++)
        {
            seen += waits[i];
            if (seen >= 0.99 * all)
                return UpperEnd(i) / 1e9;
        }

        return 0;
    }

    /// <summary>Upper end of a bucket, in nanoseconds.</summary>
    private static double UpperEnd(int bucket) => (1 + (((bucket % 4) + 1) / 4.0)) * Math.Pow(2, bucket / 4);

    private static int BucketOf(long nanoseconds)
    {
        if (nanoseconds < 4)
            return 0;
        var power = BitOperations.Log2((ulong)nanoseconds);
        return (power * 4) + (int)((nanoseconds >> (power - 2)) & 3);
    }
}
