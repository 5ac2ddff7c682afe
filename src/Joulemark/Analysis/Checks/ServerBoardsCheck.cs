using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// The GPUs that the server is on, held against those whose joules are counted: what it draws on another board is in no
/// figure, and a board that it leaves alone adds its idle power to all of them.
/// </summary>
/// <param name="places">Where it was.</param>
/// <param name="boards">The boards that are counted.</param>
internal sealed class ServerBoardsCheck(IReadOnlyList<ServerBoards> places, WatchedBoards boards) : IValidityCheck
{
    // In less a program may come and go between two looks.
    private static readonly TimeSpan ShortestToTell = TimeSpan.FromSeconds(2);

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (boards.PickedIn(evidence) is not { } counted)
            yield break;
        foreach (var stretch in evidence.WindowRecords.Concat(evidence.IdleRecords))
        {
            if (ServerBoards.During(places, stretch).FirstOrDefault(p => Off(p, counted).Count > 0) is not { } place)
                continue;
            var offset = place.Since > stretch.Start ? (place.Since - stretch.Start).TotalSeconds : 0;
            var where = stretch.Stage == Stage.Window ? string.Create(CultureInfo.InvariantCulture, $"window {stretch.Repeat}") : "an idle baseline";
            yield return new ValidityReason("server-off-boards", string.Create(CultureInfo.InvariantCulture, $"in {where}, {offset:0.##} s into it, {Say(place, counted, Who(evidence))}"));
            yield break;
        }

        // A command's figure is what the boards drew while it ran, whoever it is; joules per token are a server's that used them.
        if (!evidence.IsCommand && Untouched(evidence, counted) is { Count: > 0 } untouched && untouched.Count == counted.Count)
            yield return new ValidityReason("server-off-boards", $"in no window, by the driver's lists, was the server on a GPU that is counted ({Names(counted)}): the figures are what {(counted.Count == 1 ? "it draws" : "these draw")} without it");
    }

    /// <summary>What a reader should know of it without it making the figures invalid.</summary>
    public IEnumerable<Diagnostic> Notes(ConfigurationEvidence evidence)
    {
        if (boards.PickedIn(evidence) is not { } counted || places.Count == 0 || evidence.WindowRecords.Count == 0)
            yield break;
        if (InWindows(evidence).Find(p => p.Unknown is not null) is { } unknown)
        {
            if (counted.Count < unknown.Shown)
            {
                yield return new Diagnostic("JM6059", DiagnosticSeverity.Warning,
                    $"{evidence.Configuration.Name}: whether {Who(evidence)} was on other GPUs than those counted ({Names(counted)} of {unknown.Shown}) cannot be told: {unknown.Unknown}",
                    "See for yourself (nvidia-smi) that it works on the boards named in gpus, and on no other.");
            }

            yield break;
        }

        if (Untouched(evidence, counted) is not { Count: > 0 } idle || (idle.Count == counted.Count && !evidence.IsCommand))
            yield break;
        yield return new Diagnostic("JM6058", DiagnosticSeverity.Warning,
            idle.Count == counted.Count
                ? $"{evidence.Configuration.Name}: by the driver's lists the command was on none of the GPUs that are counted ({Names(counted)}) in any window: the figures are what these draw without it"
                : $"{evidence.Configuration.Name}: {Names(idle)} {(idle.Count == 1 ? "is" : "are")} counted, and {Who(evidence)} was not on {(idle.Count == 1 ? "it" : "them")} in any window: the figures hold what {(idle.Count == 1 ? "it draws" : "they draw")} standing idle",
            idle.Count == counted.Count ? "Look where it computes; where on no GPU, measure another boundary." : $"Count the boards that work only: gpus: [{string.Join(", ", counted.Except(idle))}] (--gpus).");
    }

    /// <summary>Boards that are counted and that it was on in no window; null where that cannot be told.</summary>
    private List<int>? Untouched(ConfigurationEvidence evidence, IReadOnlyList<int> counted)
    {
        if (places.Count == 0 || !evidence.WindowRecords.Any(w => w.Duration >= ShortestToTell))
            return null;
        var during = InWindows(evidence);
        return during.Exists(p => p.Unknown is not null) ? null : [.. counted.Except(during.SelectMany(p => p.On))];
    }

    private List<ServerBoards> InWindows(ConfigurationEvidence evidence) => [.. evidence.WindowRecords.SelectMany(w => ServerBoards.During(places, w))];

    /// <summary>Boards that it is on and that are not counted.</summary>
    public static IReadOnlyList<int> Off(ServerBoards place, IReadOnlyList<int> counted) => [.. place.On.Except(counted)];

    /// <summary>The same in words.</summary>
    public static string Say(ServerBoards place, IReadOnlyList<int> counted, string who) =>
        $"{who} was on {Names(Off(place, counted))}, whose joules are not counted; counted: {Names(counted)}";

    private static string Names(IReadOnlyCollection<int> numbers) => numbers.Count == 0 ? "none of NVIDIA's" : ServerBoards.Names(numbers);

    private static string Who(ConfigurationEvidence evidence) => evidence.IsCommand ? "the command" : "the server";
}
