using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Phases;

/// <summary>A window and the tokens that were worked on in each of its slices.</summary>
/// <param name="window">The window.</param>
internal sealed class WorkedWindow(SlicedWindow window)
{
    private readonly double[] _decode = new double[window.Count];

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window => window.Window;

    /// <summary>Length of a slice as sensors ask.</summary>
    public double SliceSeconds => window.SliceSeconds;

    /// <summary>Prompt tokens by slice, spread evenly from sending to the first token.</summary>
    public double[] Even { get; } = new double[window.Count];

    /// <summary>Prompt tokens by slice, worked on as late as can be.</summary>
    public double[] Late { get; } = new double[window.Count];

    /// <summary>Takes a prompt in that was worked on evenly.</summary>
    public void AddEven(PromptTime prompt) => window.Spread(Even, prompt.Sent, prompt.First, prompt.Tokens);

    /// <summary>Takes a prompt in that waited first.</summary>
    public void AddLate(PromptTime prompt, double pace) => window.Spread(Late, prompt.Latest(pace), prompt.First, prompt.Tokens);

    /// <summary>Takes an answer's output after its first token in, each chunk with as many tokens: where a server stops to work on a prompt, chunks stop.</summary>
    public void AddOutput(Timestamp first, Timestamp last, ReadOnlySpan<long> chunks, double tokens)
    {
        if (chunks.Length < 2)
        {
            window.Spread(_decode, first, last, tokens);
            return;
        }

        var (start, slice) = (Window.Start.Nanoseconds, SliceSeconds * 1e9);
        foreach (var chunk in chunks[1..])
        {
            if (chunk >= start && chunk < Window.End.Nanoseconds)
                _decode[Math.Min(_decode.Length - 1, (int)((chunk - start) / slice))] += tokens / (chunks.Length - 1);
        }
    }

    /// <summary>Its slices, as many together as make a least length; none where the window is shorter, and without those whose energy is not known.</summary>
    /// <param name="least">The least length in seconds.</param>
    /// <param name="prefill">Prompt tokens by slice.</param>
    public IEnumerable<PhaseSlice> Slices(double least, double[] prefill)
    {
        var parts = (int)(window.Count / Math.Max(1, Math.Ceiling((least / SliceSeconds) - 1e-9)));
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = ((int)((long)part * window.Count / parts), (int)((part + 1L) * window.Count / parts));
            var (energy, prompt, output) = ((Energy?)Energy.Zero, 0.0, 0.0);
            for (var i = from; i < to; i++)
                (energy, prompt, output) = (energy + window.Energies[i], prompt + prefill[i], output + _decode[i]);
            if (energy is { } known)
                yield return new PhaseSlice((to - from) * SliceSeconds, known.Joules, prompt, output);
        }
    }
}
