using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Everything that figures and checks of one configuration are made from.</summary>
internal sealed record ConfigurationEvidence
{
    public required RunHeader Header { get; init; }

    public required ConfigurationRecord Configuration { get; init; }

    public required Ledger? Ledger { get; init; }

    /// <summary>Measured windows with their energies.</summary>
    public required IReadOnlyList<WindowFigures> Windows { get; init; }

    /// <summary>The same windows as recorded.</summary>
    public required IReadOnlyList<WindowRecord> WindowRecords { get; init; }

    /// <summary>Idle baselines that the net figures stand on.</summary>
    public required IReadOnlyList<WindowRecord> IdleRecords { get; init; }

    /// <summary>True when the server ran on another machine, whose joules nobody here can see.</summary>
    public bool ServerIsElsewhere { get; init; }

    /// <summary>Energy problems of the windows, channel by channel.</summary>
    public required IReadOnlyList<WindowEnergy> WindowEnergies { get; init; }

    /// <summary>Warm-ups of this configuration.</summary>
    public required IReadOnlyList<WindowRecord> WarmUps { get; init; }

    /// <summary>All requests of this configuration, warm-up included.</summary>
    public required IReadOnlyList<RequestRecord> Requests { get; init; }

    /// <summary>Requests that were due inside a measured window: the population of latencies and error rates.</summary>
    public required IReadOnlyList<RequestRecord> Measured { get; init; }

    /// <summary>Idle power to subtract: with the server up, or bare where that was not measured; null when missing.</summary>
    public Power? Idle { get; init; }

    /// <summary>Lengths and energies of the baselines that the idle power is of.</summary>
    public IReadOnlyList<(TimeSpan Duration, WindowEnergy Energy)> IdleEnergies { get; init; } = [];

    /// <summary>Power of the bare machine; null when missing.</summary>
    public Power? BareIdle { get; init; }

    /// <summary>Power of the bare machine after the run; null when missing.</summary>
    public Power? IdleAfter { get; init; }

    /// <summary>Highest mean power over about a second inside the windows; null when none was looked for.</summary>
    public PeakPower? Peak { get; init; }

    /// <summary>Latency objectives by name.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Objectives { get; init; }

    /// <summary>True when a command was measured, and not a server under load.</summary>
    public bool IsCommand => Configuration.Command is not null;

    /// <summary>An effective value of the spec.</summary>
    public string? Value(string key) => Configuration.Spec.GetValueOrDefault(key);

    /// <summary>A number of the spec in its base unit; null when absent.</summary>
    public double? Number(string key) =>
        Value(key) is { } text ? Planning.SpecValueParser.Number(Planning.SpecKeys.ByPath[key].Type, text) : null;
}
