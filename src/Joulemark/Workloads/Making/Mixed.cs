namespace Joulemark.Workloads.Making;

/// <summary>Numbers that look random and depend on their key alone, so that any part of a task can be made without the rest.</summary>
internal struct Mixed(ulong key)
{
    private ulong _state = key;

    /// <summary>Starts from the parts of a key.</summary>
    public static Mixed Of(long a, long b, long c = 0) => new(Mix(Mix(Mix((ulong)a) ^ (ulong)b) ^ (ulong)c));

    /// <summary>The next number below a bound.</summary>
    public int Next(int bound) => (int)((UInt128)Next() * (uint)bound >> 64);

    /// <summary>The next number of 64 bits (SplitMix64, Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).</summary>
    public ulong Next() => Finish(_state += Step);

    /// <summary>A number of 64 bits for each key, another for each other.</summary>
    public static ulong Mix(ulong key) => Finish(key + Step);

    private const ulong Step = 0x9E3779B97F4A7C15;

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
