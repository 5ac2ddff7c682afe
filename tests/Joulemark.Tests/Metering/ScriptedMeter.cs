using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Tests.Metering;

/// <summary>A meter of one channel that does as the test says.</summary>
internal sealed class ScriptedMeter(string name, Func<double?> read) : IMeter
{
    public IReadOnlyList<Channel> Channels { get; init; } =
        [new Channel { Name = name, Source = "test", Part = MachinePart.Gpu, Provenance = Provenance.Counter, Reading = ReadingKind.EnergyCounter }];

    public MeterPace Pace { get; init; }

    public void Read(Span<double?> readings) => readings[0] = read();

    /// <summary>Called when it is disposed.</summary>
    public Action? Disposing { get; init; }

    public void Dispose() => Disposing?.Invoke();
}
