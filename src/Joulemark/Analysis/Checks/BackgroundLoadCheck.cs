using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Other people's load during the windows. In a boundary that counts the machine its joules are in the figures, so they
/// are not valid; in the process boundary they are not, and <see cref="RunNotes"/> warns instead.
/// </summary>
/// <param name="disturbances">What was seen beside the windows' accounts: who it was.</param>
internal sealed class BackgroundLoadCheck(IReadOnlyList<Disturbance> disturbances) : IValidityCheck
{
    /// <summary>Key of the spec that sets another limit.</summary>
    public const string ControlKey = "controls.max-background-cpu";

    /// <summary>Most of the machine's CPUs that others may keep busy, where the spec says nothing else.</summary>
    public const double MostBackground = 0.05;

    private const double ToTheSecond = 1; // a disturbance is seen once a second

    /// <summary>The kernel's accounts go in ticks of 10 ms: of a shorter window they say nothing.</summary>
    private static readonly TimeSpan ShortestToTell = TimeSpan.FromSeconds(0.5);

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (evidence.Ledger?.Boundary is not (Boundary.Components or Boundary.Node) || evidence.Header.Node is not null)
            yield break; // nor can this machine see what else another one does
        if (Worst(evidence, evidence.WindowRecords, disturbances) is { } worst)
            yield return new ValidityReason("background-cpu", worst);

        // An idle baseline with company is too high, and net energy then too low.
        if (Worst(evidence, evidence.IdleRecords, disturbances) is { } idle)
            yield return new ValidityReason("background-cpu", idle);
    }

    /// <summary>The worst window over the limit, in words: by how much, when, how long and who; null when none is.</summary>
    public static string? Worst(ConfigurationEvidence evidence, IEnumerable<WindowRecord> windows, IReadOnlyList<Disturbance> disturbances) =>
        Over(evidence, windows) is not { } over ? null
            : string.Create(CultureInfo.InvariantCulture, $"in {over.Where} other processes kept {over.Share:P0} of the CPUs busy; the limit is {over.Limit:P0}{over.Unknown}{Culprits(over.Window, disturbances)}");

    /// <summary>The same in few words, for a note: who was busiest is named, and no more.</summary>
    public static string? Company(ConfigurationEvidence evidence, IEnumerable<WindowRecord> windows, IReadOnlyList<Disturbance> disturbances)
    {
        if (Over(evidence, windows) is not { } over)
            return null;
        var message = Longest(over.Window, disturbances)?.Message ?? "";
        var busiest = message.Split(": ", 2) is [_, var names] ? $" ({names.Split(", ")[0]})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"other processes kept {over.Share:P0} of the CPUs busy in {over.Where}{busiest}; the limit is {over.Limit:P0}{over.Unknown}");
    }

    private static (WindowRecord Window, double Share, double Limit, string Where, string Unknown)? Over(ConfigurationEvidence evidence, IEnumerable<WindowRecord> windows)
    {
        var limit = evidence.Number(ControlKey) ?? MostBackground;
        var worst = windows
            .Where(w => w.Duration >= ShortestToTell)
            .Select(w => (Window: w, Share: w.Cpu is { } cpu ? cpu.BackgroundSeconds / ((cpu.SpanSeconds ?? w.Duration.TotalSeconds) * cpu.LogicalCpus) : 0))
            .OrderByDescending(x => x.Share).FirstOrDefault();
        if (worst.Share <= limit)
            return null;
        var where = worst.Window.Stage == Stage.Window ? FormattableString.Invariant($"window {worst.Window.Repeat}") : "an idle baseline";
        var unknown = worst.Window is { Stage: Stage.Window, Cpu.SystemUnderTestSeconds: null } ? ". The server's own process is unknown and counts among them" : "";
        return (worst.Window, worst.Share, limit, where, unknown);
    }

    /// <summary>Who it was, as seen for longest in the window.</summary>
    private static string Culprits(WindowRecord window, IReadOnlyList<Disturbance> disturbances)
    {
        if (Longest(window, disturbances) is not { } longest)
            return "";
        var offset = longest.Since > window.Start ? (longest.Since - window.Start).TotalSeconds : 0;
        var (here, all) = (DisturbanceCheck.Overlap(longest, window), ((longest.Until ?? window.End) - longest.Since).TotalSeconds);
        var worst = all > here + ToTheSecond ? string.Create(CultureInfo.InvariantCulture, $"; it went on for {all:0.#} s, and at its worst moment") : ", at the worst:";
        return string.Create(CultureInfo.InvariantCulture, $". {offset:0.#} s into it and for {here:0.#} s{worst} {longest.Message}");
    }

    private static Disturbance? Longest(WindowRecord window, IReadOnlyList<Disturbance> disturbances) =>
        disturbances.Where(d => d.Code == Disturbance.BackgroundCpu && DisturbanceCheck.Overlap(d, window) > 0).MaxBy(d => DisturbanceCheck.Overlap(d, window));
}
