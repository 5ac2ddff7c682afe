using Joulemark.Analysis.Metrics;
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

    /// <summary>Half the width of the idle power's 95 % interval, in watts: it is the same error in every window. 0 where it is not known.</summary>
    public double IdleUncertainty { get; init; }

    /// <summary>How well its joules are known, part by part.</summary>
    public IReadOnlyList<SystematicUncertainty> Systematic { get; init; } = [];

    /// <summary>Where the joules come from; null in evidence that is made for a test.</summary>
    public CountedSensors? Sensors { get; init; }

    /// <summary>Lengths and energies of the baselines that the idle power is of.</summary>
    public IReadOnlyList<(TimeSpan Duration, WindowEnergy Energy)> IdleEnergies { get; init; } = [];

    /// <summary>Power of the bare machine; null when missing.</summary>
    public Power? BareIdle { get; init; }

    /// <summary>Power of the bare machine after the run; null when missing.</summary>
    public Power? IdleAfter { get; init; }

    /// <summary>Highest mean power over about a second inside the windows; null when none was looked for.</summary>
    public PeakPower? Peak { get; init; }

    /// <summary>What the requests of each measured window come to, in the order of the windows.</summary>
    public IReadOnlyList<WindowLoad> Loads { get; init; } = [];

    /// <summary>Token counts of the answers among <see cref="Measured"/>.</summary>
    public TokenFigures Tokens { get; init; } = new();

    /// <summary>Failed requests among <see cref="Measured"/> by the kind of their error, those cancelled at the end included.</summary>
    public IReadOnlyDictionary<string, int> Errors { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What was answered to the task's items.</summary>
    public TaskAnswers Answers { get => field ??= new TaskAnswers(Configuration); init; }

    /// <summary>What the server said of itself.</summary>
    public ServerAccount Server { get; init; } = new([]);

    /// <summary>Everything that the load of each measured window sent.</summary>
    public IReadOnlyList<StageLoad> StageLoads { get; init; } = [];

    /// <summary>Latency objectives.</summary>
    public required IReadOnlyList<Objective> Objectives { get; init; }

    /// <summary>True when a command was measured, and not a server under load.</summary>
    public bool IsCommand => Configuration.Command is not null;

    /// <summary>True when requests were due at times of their own, and not when an answer had come.</summary>
    public bool IsOpenLoop => Value("load.kind") is "rate" or "trace" or "server" || (Value("load.kind") is "ramp" or "steps" && Value("load.of") == "rate");

    /// <summary>True when the number of windows depended on what they gave, so that an interval must allow for that.</summary>
    public bool IsSequential => Number("measure.repeats.min") is { } fewest && Number("measure.repeats.max") is { } most && fewest < most;

    /// <summary>Mean power of the windows whose joules are known; 0 where none are.</summary>
    public double LoadWatts => Windows.Select(w => w.Gross / w.Duration).OfType<Power>().Select(p => p.Watts).DefaultIfEmpty(0).Average();

    /// <summary>The load of a window.</summary>
    public WindowLoad LoadOf(WindowFigures window) => Loads.First(l => l.Window.Start == window.Start);

    /// <summary>An effective value of the spec; null where an older run has no such key.</summary>
    public string? Value(string key) => Configuration.Spec.GetValueOrDefault(key);

    /// <summary>A number of the spec in its base unit; null when absent.</summary>
    public double? Number(string key) =>
        Value(key) is { } text && Planning.SpecKeys.ByPath.TryGetValue(key, out var known) ? Planning.SpecValueParser.Number(known.Type, text) : null;
}
