using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Planning;

/// <summary>What <c>joulemark measure</c> does.</summary>
public sealed record CommandPlan
{
    internal static readonly TimeSpan DefaultIdle = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan DefaultCoolDown = TimeSpan.FromSeconds(1);

    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Boundary asked for.</summary>
    public Boundary Boundary { get; init; }

    /// <summary>Sources to read beside those found on this machine.</summary>
    public IReadOnlyList<MeterSource> Meters { get; init; } = [];

    /// <summary>The boards that the boundary gpu counts, by channel name, number or identity; empty for all.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Length of the idle baseline before the first run; its first part settles the machine and gauges the sensors.</summary>
    public TimeSpan Idle { get; init; } = DefaultIdle;

    /// <summary>How often the command is run and measured.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>How often it is run before, not measured.</summary>
    public int WarmUps { get; init; }

    /// <summary>Rest between two runs.</summary>
    public TimeSpan CoolDown { get; init; } = DefaultCoolDown;

    /// <summary>Meter readings a second.</summary>
    public double SampleRate { get; init; } = 10;

    /// <summary>True to give the command our standard error as its standard output, because ours carries a document.</summary>
    public bool OutputToStandardError { get; init; }
}
