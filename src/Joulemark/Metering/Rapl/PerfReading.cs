using Microsoft.Win32.SafeHandles;

namespace Joulemark.Metering.Rapl;

/// <summary>A counter of perf_event: 64 bits since it was opened, its hardware's wraps followed by the kernel.</summary>
/// <param name="file">The open counter; closed with this.</param>
/// <param name="scale">Joules for each count.</param>
internal sealed class PerfReading(SafeFileHandle file, double scale) : IReading
{
    public double? Read() => file.IsClosed ? null : PerfEvent.TryRead(file) * scale;

    public void Dispose() => file.Dispose();
}
