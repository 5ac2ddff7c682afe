namespace Joulemark.Statistics;

/// <summary>
/// Random numbers that are the same for a seed in every version of the framework, whose own generator makes no such
/// promise: a seed's schedule of requests must be the same next year. SplitMix64 (Steele, Lea, Flood: Fast splittable
/// pseudorandom number generators, OOPSLA 2014, doi:10.1145/2660193.2660195).
/// </summary>
internal sealed class SeededRandom : Random
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>A generator of its own for each combination of the parts: a seed, a stage, a repeat.</summary>
    public SeededRandom(params ReadOnlySpan<long> parts)
        : base(0)
    {
        foreach (var part in parts)
            _state = Mix(_state + Golden + unchecked((ulong)part));
    }

    public override double NextDouble() => Sample();

    public override float NextSingle() => (Draw() >> 40) * (1f / (1 << 24));

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);

        // As below, in two products of 32 bits: a resampling draws a hundred million times.
        var (draw, range) = (Draw(), (uint)maxValue);
        return (int)((((draw >> 32) * range) + (((draw & uint.MaxValue) * range) >> 32)) >> 32);
    }

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = unchecked((ulong)(maxValue - minValue));

        // The upper half of the product is uniform but for one part in 2^64 / range, which no schedule can show.
        return minValue + (long)Math.BigMul(Draw(), range, out _);
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref var b in buffer)
            b = (byte)(Draw() >> 56);
    }

    /// <summary>Uniform in 0 … 1, 1 excluded, in steps of 2⁻⁵³.</summary>
    protected override double Sample() => (Draw() >> 11) * (1.0 / (1L << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong Draw() => Mix(_state += Golden);
}
