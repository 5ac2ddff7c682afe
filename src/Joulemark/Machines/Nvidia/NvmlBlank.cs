namespace Joulemark.Machines.Nvidia;

/// <summary>
/// Values that stand for "no value" although the call succeeded: all bits set, and the blanks that NVIDIA's data centre
/// tools fill in (0x7ffffff0 and above for 32 bits, 0x7ffffffffffffff0 and above for 64, 2^47 and above for doubles).
/// </summary>
internal static class NvmlBlank
{
    private const uint FirstInt32 = 0x7ffffff0;
    private const ulong FirstInt64 = 0x7ffffffffffffff0;
    private const double FirstDouble = 140737488355328;

    public static double? Filter(uint value) => value >= FirstInt32 ? null : value;

    public static double? Filter(int value) => value is < 0 or >= (int)FirstInt32 ? null : value;

    /// <summary>A 64-bit value: also blank when a 32-bit "all bits set" was widened into it.</summary>
    public static double? Filter(ulong value) => value is >= FirstInt64 or uint.MaxValue ? null : value;

    public static double? Filter(long value) => value < 0 ? null : Filter((ulong)value);

    public static double? Filter(double value) => double.IsFinite(value) && value is >= 0 and < FirstDouble ? value : null;
}
