using System.Globalization;
using Joulemark.Metrology;

namespace Joulemark.Records;

/// <summary>
/// The GPUs that the system under test is on, by the lists of their driver. One is recorded at the first look and at each
/// change, and holds until the next.
/// </summary>
internal sealed record ServerBoards
{
    private const string BoardsFact = "boards";
    private const string ShownFact = "shown";
    private const string UnknownFact = "unknown";

    /// <summary>Since when, at the earliest: between two looks nobody knows.</summary>
    public required Timestamp Since { get; init; }

    /// <summary>When it was seen.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>Numbers of the boards, as in <c>gpu0</c>.</summary>
    public required IReadOnlyList<int> On { get; init; }

    /// <summary>How many boards the driver shows.</summary>
    public required int Shown { get; init; }

    /// <summary>Why it may be on others as well; null where all is told.</summary>
    public string? Unknown { get; init; }

    /// <summary>What a run recorded, in the order of time.</summary>
    public static IReadOnlyList<ServerBoards> Of(IEnumerable<RunEvent> events) =>
        [.. events.Where(e => e is { Kind: RunEvent.ServerBoards, Facts: not null }).Select(e => new ServerBoards
        {
            Since = e.Since ?? e.Time,
            Time = e.Time,
            On = Numbers(e.Facts!.GetValueOrDefault(BoardsFact)),
            Shown = Numbers(e.Facts!.GetValueOrDefault(ShownFact)) is [var shown, ..] ? shown : 0,
            Unknown = e.Facts!.GetValueOrDefault(UnknownFact),
        }).OrderBy(b => b.Time)];

    /// <summary>What held at some time of a stretch.</summary>
    public static IEnumerable<ServerBoards> During(IReadOnlyList<ServerBoards> all, WindowRecord stretch) =>
        all.Where((b, i) => b.Since <= stretch.End && (i + 1 == all.Count || all[i + 1].Time >= stretch.Start));

    /// <summary>Boards as people write them: <c>gpu0, gpu1</c>.</summary>
    public static string Names(IEnumerable<int> boards) => string.Join(", ", boards.Select(b => string.Create(CultureInfo.InvariantCulture, $"gpu{b}")));

    /// <summary>The event that says so.</summary>
    public RunEvent ToEvent()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BoardsFact] = string.Join(',', On.Select(b => b.ToString(CultureInfo.InvariantCulture))),
            [ShownFact] = Shown.ToString(CultureInfo.InvariantCulture),
        };
        if (Unknown is not null)
            facts[UnknownFact] = Unknown;
        var message = $"what is under test is on {(On.Count == 0 ? "no GPU" : Names(On))}{(Unknown is null ? "" : $"; whether on others cannot be told: {Unknown}")}";
        return new RunEvent { Time = Time, Since = Since, Kind = RunEvent.ServerBoards, Message = message, Facts = facts };
    }

    private static IReadOnlyList<int> Numbers(string? text) =>
        [.. (text ?? "").Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).Where(n => n >= 0)];
}
