using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>
/// Something from outside that disturbed a run, put together from its events. What lasts is written when it is first seen
/// and again when it is over, under one number: after a crash the first of them stands, and it lasted to the end.
/// </summary>
internal sealed record Disturbance
{
    public const string ForeignGpuProcess = "foreign-gpu-process";
    public const string BackgroundCpu = "background-cpu";
    public const string MemoryPressure = "memory-pressure";
    public const string CpuThrottled = "cpu-throttled";
    public const string GovernorChanged = "governor-changed";
    public const string TurboChanged = "turbo-changed";
    public const string CpuLimitChanged = "cpu-limit-changed";
    public const string PowerLimitChanged = "power-limit-changed";
    public const string ClocksChanged = "clocks-changed";
    public const string ServerRestarted = "server-restarted";

    private const string CodeFact = "code";
    private const string SubjectFact = "subject";
    private const string NumberFact = "number";
    private const string StateFact = "state";
    private const string Begun = "begun";
    private const string Over = "over";
    private const string Withdrawn = "withdrawn";
    private const string BoardFact = "board";

    /// <summary>What kind: the code of the validity reason that it may become.</summary>
    public required string Code { get; init; }

    /// <summary>Who or what, e.g. <c>gpu0 process 4242</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What happened, in words.</summary>
    public required string Message { get; init; }

    /// <summary>Number of the board, where it is one's.</summary>
    public int? Board { get; init; }

    /// <summary>Its number in the run.</summary>
    public required int Number { get; init; }

    /// <summary>When it began, at the earliest.</summary>
    public required Timestamp Since { get; init; }

    /// <summary>When it was over, at the latest; null while it goes on.</summary>
    public Timestamp? Until { get; init; }

    /// <summary>True where it turned out to be none: the process was the server's own, say.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>The disturbances of a run.</summary>
    public static IReadOnlyList<Disturbance> Of(IEnumerable<RunEvent> events)
    {
        var found = new SortedDictionary<int, Disturbance>();
        foreach (var e in events)
        {
            if (e is { Kind: RunEvent.Disturbance, Facts: { } facts } && Read(e, facts) is { } disturbance)
                found[disturbance.Number] = disturbance; // the last word on it
        }

        return [.. found.Values.Where(d => !d.IsWithdrawn)];
    }

    /// <summary>The event that says so.</summary>
    public RunEvent ToEvent(Timestamp now)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [CodeFact] = Code,
            [SubjectFact] = Subject,
            [NumberFact] = Number.ToString(CultureInfo.InvariantCulture),
            [StateFact] = IsWithdrawn ? Withdrawn : Until is null ? Begun : Over,
        };
        if (Board is { } board)
            facts[BoardFact] = board.ToString(CultureInfo.InvariantCulture);
        return new RunEvent { Time = Until ?? now, Since = Since, Kind = RunEvent.Disturbance, Message = Message, Facts = facts };
    }

    private static Disturbance? Read(RunEvent e, IReadOnlyDictionary<string, string> facts)
    {
        var state = facts.GetValueOrDefault(StateFact);
        return facts.GetValueOrDefault(CodeFact) is not { } code || ReadNumber(facts.GetValueOrDefault(NumberFact)) is not { } number ? null : new Disturbance
        {
            Code = code,
            Subject = facts.GetValueOrDefault(SubjectFact) ?? "",
            Message = code == BackgroundCpu ? BackgroundAccount.Held(e.Message) : e.Message,
            Board = ReadNumber(facts.GetValueOrDefault(BoardFact)),
            Number = number,
            Since = e.Since ?? e.Time,
            Until = state == Begun ? null : e.Time,
            IsWithdrawn = state == Withdrawn,
        };
    }

    private static int? ReadNumber(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
