using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Phases;

/// <summary>What was done in each slice of the windows. A request's prompt tokens are spread evenly from sending to its first token, its output from there to its last.</summary>
internal static class PhaseSlices
{
    /// <summary>The slices whose energy is known; none where no joules are counted or tokens are not known.</summary>
    /// <param name="windows">The windows, in time order.</param>
    /// <param name="evidence">The configuration.</param>
    public static IReadOnlyList<PhaseSlice> Of(IReadOnlyList<SlicedWindow> windows, ConfigurationEvidence evidence)
    {
        var works = windows.Where(w => !w.IsShort).Select(w => new Work(w, new double[w.Count], new double[w.Count])).ToArray();
        if (works.Length == 0 || evidence.IsCommand || !Fill(works, evidence.Requests))
            return [];

        var slices = new List<PhaseSlice>();
        foreach (var (window, prefill, decode) in works)
        {
            for (var i = 0; i < window.Count; i++)
            {
                if (window.Energies[i] is { } energy)
                    slices.Add(new PhaseSlice(window.SliceSeconds, energy.Joules, prefill[i], decode[i]));
            }
        }

        return slices;
    }

    /// <summary>Shares the requests' tokens out. False when a request's tokens are not known: the slices would be charged for work that is not in them.</summary>
    private static bool Fill(Work[] works, IEnumerable<RequestRecord> requests)
    {
        var (start, end) = (works[0].Window.Window.Start, works[^1].Window.Window.End);
        foreach (var request in requests)
        {
            if (request.FirstToken is not { } first || request.LastToken is not { } last || last < start || request.Sent > end)
                continue;
            if (request.PromptTokens is not { } prompt || request.OutputTokens is not { } output)
                return false;
            foreach (var (window, prefill, decode) in works)
            {
                if (window.Window.End <= request.Sent || window.Window.Start >= last)
                    continue;
                window.Spread(prefill, request.Sent, first, Math.Max(0, prompt - (request.Usage?.CachedTokens ?? 0)));
                window.Spread(decode, first, last, Math.Max(0, output - 1));
            }
        }

        return true;
    }

    /// <summary>Tokens by slice of a window.</summary>
    private sealed record Work(SlicedWindow Window, double[] Prefill, double[] Decode);
}
