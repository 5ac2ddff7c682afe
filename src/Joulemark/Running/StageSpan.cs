using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>A stretch of a run that becomes a window: when it began and ended, and whose CPU time it was.</summary>
internal sealed class StageSpan(Timestamp start, CpuMeter cpu)
{
    public Timestamp Start { get; } = start;

    /// <summary>When it ended; the default until it has.</summary>
    public Timestamp End { get; private set; }

    /// <summary>CPU time between start and end; null until it has ended, and where the machine does not say.</summary>
    public CpuShares? Cpu { get; private set; }

    public void Finish(Timestamp end)
    {
        End = end;
        Cpu = cpu.Stop();
    }
}
