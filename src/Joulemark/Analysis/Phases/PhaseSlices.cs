using System.Globalization;
using Joulemark.Analysis.Metrics;
using Joulemark.Analysis.Slicing;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// What was done in each slice of the windows. Output is where its chunks came. When a prompt was worked on between sending
/// and its first token nobody sees, so there are two accounts, between which servers are: evenly over that time, as where all prompts are
/// worked on at once; and as late as it can have been, as where each waits for the one before. Slices are as long as makes
/// that a question of their edges. Either is told for each account of how old a sensor's joules are (<see cref="WorkedWindow"/>).
/// </summary>
/// <param name="Even">Slices with prompts spread evenly from sending to the first token.</param>
/// <param name="Late">The same with all waiting before the work; made when it is asked for.</param>
internal sealed record PhaseSlices(IReadOnlyList<IReadOnlyList<PhaseSlice>> Even, Lazy<IReadOnlyList<IReadOnlyList<PhaseSlice>>> Late)
{
    private const double TimesToFirstToken = 4; // in a slice: of 1 to 3, chunked prefill is read up to a third too low (simulated, in the tests)
    private const double Unhindered = 0.05; // share of requests that are taken to have been worked on alone, and at once

    /// <summary>No slices.</summary>
    public static PhaseSlices None { get; } = Of([]);

    /// <summary>Number of slices.</summary>
    public int Count => Even[0].Count;

    /// <summary>True where it makes no difference how prompts waited.</summary>
    public bool AreOne => Even.Zip(Late.Value).All(a => a.First.SequenceEqual(a.Second));

    /// <summary>Why slices are longer than sensors ask; empty where they are not.</summary>
    public string Lengthened { get; private init; } = "";

    /// <summary>Slices of which all is known.</summary>
    public static PhaseSlices Of(IReadOnlyList<PhaseSlice> slices) => new([slices], new([slices]));

    /// <summary>The slices whose energy is known; none where no joules are counted or tokens are not known.</summary>
    /// <param name="windows">The windows, in time order.</param>
    /// <param name="evidence">The configuration.</param>
    public static PhaseSlices Of(IReadOnlyList<SlicedWindow> windows, ConfigurationEvidence evidence) => evidence.IsCommand ? None : Of(windows, evidence.Requests);

    /// <summary>The same of some requests.</summary>
    public static PhaseSlices Of(IReadOnlyList<SlicedWindow> windows, IEnumerable<RequestRecord> requests)
    {
        var worked = windows.Where(w => !w.IsShort).Select(w => new WorkedWindow(w)).ToArray();
        var order = new WindowOrder(worked.Select(w => w.Window));
        if (worked.Length == 0 || Fill(worked, order, requests) is not { } prompts)
            return None;

        var (tokens, time) = (prompts.Sum(p => p.Tokens), prompts.Sum(p => p.Tokens * p.Seconds));
        var paces = new Distribution();
        foreach (var prompt in prompts.Where(p => p.Tokens > 0))
            paces.Add(prompt.Seconds / prompt.Tokens);
        var (ttft, pace) = tokens > 0 ? (time / tokens, paces.At(Unhindered)) : (0, 0);
        foreach (var prompt in prompts)
        {
            for (var i = order.FirstAfter(prompt.Sent); i < worked.Length && worked[i].Start <= prompt.First; i++)
                worked[i].AddLate(prompt, pace);
        }

        var least = TimesToFirstToken * ttft;
        var slices = new PhaseSlices(Accounts(worked, least, w => w.Even), new(() => Accounts(worked, least, w => w.Late)));
        return worked.All(w => w.SliceSeconds >= least) ? slices : slices with
        {
            Lengthened = string.Create(CultureInfo.InvariantCulture,
                $" of {least:0.##} s and more ({TimesToFirstToken:0} × the {ttft:0.##} s from sending a prompt to its first token: when it was worked on meanwhile nobody sees)"),
        };
    }

    private static List<PhaseSlice>[] Accounts(WorkedWindow[] windows, double least, Func<WorkedWindow, double[]> prefill)
    {
        List<PhaseSlice>[] accounts = [.. Enumerable.Range(0, windows[0].Accounts).Select(_ => new List<PhaseSlice>(windows.Sum(w => w.Count)))];
        foreach (var window in windows)
            window.AddTo(accounts, least, prefill(window));
        return accounts;
    }

    /// <summary>Shares the requests' tokens out. Null when a request's tokens are not known: the slices would be charged for work that is not in them.</summary>
    private static List<PromptTime>? Fill(WorkedWindow[] windows, WindowOrder order, IEnumerable<RequestRecord> requests)
    {
        var (start, end) = (windows[0].Start, windows[^1].Window.End);
        var (prompts, chunks) = (new List<PromptTime>(requests.TryGetNonEnumeratedCount(out var count) ? count : 0), new ChunkTimes());
        foreach (var request in requests)
        {
            if (request.FirstToken is not { } first || request.LastToken is not { } last || last < start || request.Sent > end)
                continue;
            if (request.PromptTokens is not { } prompt || request.OutputTokens is not { } output)
                return null;
            var time = new PromptTime(request.Sent, first, Math.Max(0, prompt - (request.Usage?.CachedTokens ?? 0)));
            prompts.Add(time);
            var times = chunks.Of(request);
            for (var i = order.FirstAfter(request.Sent); i < windows.Length && windows[i].Start < last; i++)
            {
                windows[i].AddEven(time);
                windows[i].AddOutput(first, last, times, Math.Max(0, output - 1));
            }
        }

        return prompts;
    }
}
