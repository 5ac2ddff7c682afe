using System.Text.Json.Serialization;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>Something that happened in a run: a stage, a mark, a warning, a change of a setting.</summary>
public sealed record RunEvent
{
    /// <summary>Id of the diagnostic that the server is on another machine, so that no energy may be charged to it.</summary>
    internal const string ServerElsewhere = "JM3010";

    /// <summary>Id of the diagnostic that the driver shows another number of boards than at the start.</summary>
    internal const string BoardsChanged = "JM2020";

    /// <summary>Kind of the event that the machine slept, so that the monotonic clock stood still meanwhile.</summary>
    internal const string ClockGap = "clock-gap";

    /// <summary>Kind of the event that the wall clock was stepped.</summary>
    internal const string ClockStep = "clock-step";

    /// <summary>Kind of the events of the load: levels of a ramp or of steps, requests that were not sent.</summary>
    internal const string Load = "load";

    /// <summary>Kind of events that tell what a search tries and finds.</summary>
    internal const string Search = "search";

    /// <summary>Kind of the event after the last window: what is left of the run is the idle power at its end.</summary>
    internal const string Measured = "measured";

    /// <summary>Id of the diagnostic that a search ran out of time.</summary>
    internal const string SearchUnfinished = "JM5035";

    /// <summary>Id of the diagnostic that the server answered nothing but errors at a point, which a sweep goes on without.</summary>
    internal const string PointFailed = "JM5037";

    /// <summary>Fact of the event that ends a search: the value that was looked for.</summary>
    internal const string SearchAnswer = "answer";

    /// <summary>Fact of that event: windows that the run had spent by then.</summary>
    internal const string SearchWindows = "windows";

    /// <summary>Fact of such an event: how many requests were due and not sent, because load.max-in-flight was reached.</summary>
    internal const string SkippedRequests = "skipped";

    /// <summary>Fact of such an event: the stage it was in.</summary>
    internal const string LoadStage = "stage";

    /// <summary>Kind of the events that say how a control of the spec stands.</summary>
    internal const string Control = "control";

    /// <summary>Fact of such an event: the window it was looked at for.</summary>
    internal const string ControlRepeat = "repeat";

    /// <summary>Kind of the events that a setting of the machine was changed, or changed back.</summary>
    internal const string Setting = "setting";

    /// <summary>Kind of the event that something from outside disturbed the run: <see cref="Records.Disturbance"/> reads it.</summary>
    internal const string Disturbance = "disturbance";

    /// <summary>Kind of the event that the system under test is on other GPUs than before: <see cref="Records.ServerBoards"/> reads it.</summary>
    internal const string ServerBoards = "server-boards";

    /// <summary>When it happened; of something that lasted, when it was over.</summary>
    [JsonPropertyName("time_ns")]
    public required Timestamp Time { get; init; }

    /// <summary>When it began, for what lasted; null for what happened at once.</summary>
    [JsonPropertyName("since_ns")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Timestamp? Since { get; init; }

    /// <summary>What kind: <c>stage</c>, <c>server</c>, <c>stop</c>, <c>diagnostic</c>, <c>clock-gap</c>, <c>clock-step</c>, <c>load</c>, <c>disturbance</c>, <c>server-boards</c>, <c>control</c>, <c>setting</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The configuration it concerns; null for the whole run.</summary>
    public string? Configuration { get; init; }

    /// <summary>What happened, in words.</summary>
    public required string Message { get; init; }

    /// <summary>The same by name: what a server says it is, by dotted key; which level a load goes over to. Null for other events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    /// <summary>The diagnostic, where it is one.</summary>
    public Diagnostic? Diagnostic { get; init; }
}
