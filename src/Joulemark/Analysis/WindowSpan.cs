namespace Joulemark.Analysis;

/// <summary>A window, and the good readings that bracket it.</summary>
/// <param name="Start">Its start in nanoseconds.</param>
/// <param name="End">Its end in nanoseconds.</param>
/// <param name="Before">Place of the last good reading at or before the start.</param>
/// <param name="After">Place of the first good reading at or after the end.</param>
internal readonly record struct WindowSpan(long Start, long End, int Before, int After)
{
    public double Seconds => (End - Start) / 1e9;
}
