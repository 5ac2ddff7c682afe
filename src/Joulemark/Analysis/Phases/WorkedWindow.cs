using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// A window and the tokens that were worked on in each of its slices. How old the joules are that a reading shows is not known,
/// so there are several accounts of what was worked on for them: all edges earlier by the same time, for some times up to the
/// sensor's; and each edge anywhere up to that, its tokens counted in the mean.
/// </summary>
internal sealed class WorkedWindow
{
    private const int MostShifts = 9; // an eighth of the sensor's time apart: a hundredth of a slice at most
    private static readonly TimeSpan Negligible = TimeSpan.FromSeconds(0.002);

    private readonly SlicedWindow _window;
    private readonly int _shifts;
    private readonly long[] _cuts; // each edge as often as there are shifts, earliest first
    private readonly double[] _decode;

    /// <summary>A window without work yet.</summary>
    public WorkedWindow(SlicedWindow window)
    {
        (_window, _shifts) = (window, window.Age > Negligible ? MostShifts : 1);
        _cuts = [.. window.Edges.SelectMany(_ => Enumerable.Range(0, _shifts), (edge, i) => (edge - (window.Age * Back(i))).Nanoseconds)];
        (_decode, Even, Late) = (new double[_cuts.Length - 1], new double[_cuts.Length - 1], new double[_cuts.Length - 1]);
    }

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window => _window.Window;

    /// <summary>Length of a slice as sensors ask.</summary>
    public double SliceSeconds => _window.SliceSeconds;

    /// <summary>How many accounts there are.</summary>
    public int Accounts => _shifts == 1 ? 1 : _shifts + 1;

    /// <summary>Prompt tokens from cut to cut, spread evenly from sending to the first token.</summary>
    public double[] Even { get; }

    /// <summary>Prompt tokens from cut to cut, worked on as late as can be.</summary>
    public double[] Late { get; }

    /// <summary>Takes a prompt in that was worked on evenly.</summary>
    public void AddEven(PromptTime prompt) => Spread(Even, prompt.Sent, prompt.First, prompt.Tokens);

    /// <summary>Takes a prompt in that waited first.</summary>
    public void AddLate(PromptTime prompt, double pace) => Spread(Late, prompt.Latest(pace), prompt.First, prompt.Tokens);

    /// <summary>Takes an answer's output after its first token in, each chunk with as many tokens: where a server stops to work on a prompt, chunks stop.</summary>
    public void AddOutput(Timestamp first, Timestamp last, ReadOnlySpan<long> chunks, double tokens)
    {
        if (chunks.Length < 2)
        {
            Spread(_decode, first, last, tokens);
            return;
        }

        var (each, at) = (tokens / (chunks.Length - 1), SliceParts.At(_cuts, chunks[1]));
        foreach (var chunk in chunks[1..])
        {
            if (at >= 0 && chunk < _cuts[at])
                at = SliceParts.At(_cuts, chunk);
            while (at + 1 < _cuts.Length && chunk >= _cuts[at + 1])
                at++;
            if (at >= 0 && at < _decode.Length)
                _decode[at] += each;
        }
    }

    /// <summary>Adds its slices to the accounts, as many together as make a least length; none where the window is shorter, and without those whose energy is not known.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="least">The least length in seconds.</param>
    /// <param name="prefill">Prompt tokens from cut to cut.</param>
    public void AddTo(IReadOnlyList<List<PhaseSlice>> accounts, double least, double[] prefill)
    {
        var (cores, prompts, outputs) = (_window.Cores.ToArray(), Sums(prefill), Sums(_decode));
        var parts = (int)(cores.Length / Math.Max(1, Math.Ceiling((least / SliceSeconds) - 1e-9)));
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = ((int)((long)part * cores.Length / parts), (int)((part + 1L) * cores.Length / parts));
            var energy = (Energy?)Energy.Zero;
            for (var i = from; i < to; i++)
                energy += cores[i];
            if (energy is not { } known)
                continue;
            var (seconds, prompt, output) = ((_window.Edges[to] - _window.Edges[from]).TotalSeconds, 0.0, 0.0);
            for (var i = 0; i < _shifts; i++)
            {
                var (start, end) = ((from * _shifts) + i, (to * _shifts) + i);
                var slice = new PhaseSlice(seconds, known.Joules, prompts[end] - prompts[start], outputs[end] - outputs[start]);
                accounts[i].Add(slice);
                (prompt, output) = (prompt + (slice.PrefillTokens / _shifts), output + (slice.DecodeTokens / _shifts));
            }

            if (_shifts > 1)
                accounts[_shifts].Add(new PhaseSlice(seconds, known.Joules, prompt, output));
        }
    }

    private double Back(int shift) => _shifts == 1 ? 0.5 : (_shifts - 1.0 - shift) / (_shifts - 1);

    private void Spread(double[] tokens, Timestamp from, Timestamp to, double amount)
    {
        foreach (var (part, share) in new SliceParts(_cuts, from.Nanoseconds, to.Nanoseconds))
            tokens[part] += amount * share;
    }

    /// <summary>Tokens up to each cut.</summary>
    private static double[] Sums(double[] tokens)
    {
        var sums = new double[tokens.Length + 1];
        for (var i = 0; i < tokens.Length; i++)
            sums[i + 1] = sums[i] + tokens[i];
        return sums;
    }
}
