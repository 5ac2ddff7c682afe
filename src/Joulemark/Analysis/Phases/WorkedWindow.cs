using Joulemark.Analysis.Slicing;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis.Phases;

/// <summary>
/// A window and the tokens that were worked on in each of its slices. How old the joules are that a reading shows is not known,
/// so there are several accounts of what was worked on for them: all edges earlier by the same time, in steps up to the
/// sensor's; a share of the edges earlier by all of that and the others by nothing, as of a sensor that is read just when it
/// moves; and each edge anywhere in between. What is not known of an edge is counted in the mean. Of a sensor that averages
/// over some time tokens are counted in the mean of that time.
/// </summary>
internal sealed class WorkedWindow
{
    private const int ManyMoments = 17; // of an edge: a sixteenth of the sensor's time apart
    private const int FewMoments = 3;
    private const int Shares = 7; // of the edges that are early: an eighth apart
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(0.002);

    private readonly SlicedWindow _window;
    private readonly int _moments;
    private readonly int _averaged; // moments that an account takes the mean of
    private readonly long[] _cuts; // the moments of each edge, earliest first
    private readonly double[] _decode;

    /// <summary>A window without work yet.</summary>
    public WorkedWindow(SlicedWindow window)
    {
        _window = window;
        _moments = window.Age > Fast ? ManyMoments : window.Age > TimeSpan.Zero ? FewMoments : 1;
        _averaged = 1 + (int)Math.Round((_moments - 1) * window.AveragedShare);
        _cuts = [.. window.Edges.Zip(window.Ages).SelectMany(_ => Enumerable.Range(0, _moments), (edge, i) => (edge.First - (edge.Second * ((_moments - 1 - i) / Math.Max(1.0, _moments - 1)))).Nanoseconds)];
        (_decode, Even, Late) = (new double[_cuts.Length - 1], new double[_cuts.Length - 1], new double[_cuts.Length - 1]);
    }

    /// <summary>The window as recorded.</summary>
    public WindowRecord Window => _window.Window;

    /// <summary>From when on work counts in it: what the first reading shows may be that much older.</summary>
    public Timestamp Start => new(_cuts[0]);

    /// <summary>Length of a slice as sensors ask.</summary>
    public double SliceSeconds => _window.SliceSeconds;

    /// <summary>Slices as sensors ask.</summary>
    public int Count => _window.Count;

    /// <summary>
    /// How many accounts there are: all edges from the earliest on to the latest, from there in growing shares back to the
    /// earliest, and the one of the mean.
    /// </summary>
    public int Accounts => Shifts == 1 ? 1 : Shifts + Shares + 1;

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
        var (cores, times, prompts, outputs) = (_window.Cores.ToArray(), Array.ConvertAll(_cuts, c => (c - _cuts[0]) / 1e9), Sums(prefill), Sums(_decode));
        var parts = (int)(cores.Length / Math.Max(1, Math.Ceiling((least / SliceSeconds) - 1e-9)));
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = ((int)((long)part * cores.Length / parts), (int)((part + 1L) * cores.Length / parts));
            var energy = (Energy?)Energy.Zero;
            for (var i = from; i < to; i++)
                energy += cores[i];
            if (energy is not { } known)
                continue;
            for (var i = 0; i < accounts.Count; i++)
                accounts[i].Add(new PhaseSlice(At(times, to, i) - At(times, from, i), known.Joules, At(prompts, to, i) - At(prompts, from, i), At(outputs, to, i) - At(outputs, from, i)));
        }
    }

    private int Shifts => _moments - _averaged + 1;

    /// <summary>What there is up to an edge, by an account.</summary>
    /// <param name="sums">What there is up to each cut.</param>
    /// <param name="edge">The edge.</param>
    /// <param name="account">The account.</param>
    private double At(double[] sums, int edge, int account)
    {
        var first = edge * _moments;
        if (account < Shifts)
            return Mean(sums, first + account, _averaged);
        if (account == Accounts - 1)
            return Mean(sums, first, _moments);
        var early = (account - Shifts + 1.0) / (Shares + 1);
        return (early * Mean(sums, first, _averaged)) + ((1 - early) * Mean(sums, first + Shifts - 1, _averaged));
    }

    private static double Mean(double[] sums, int first, int count)
    {
        var sum = 0.0;
        foreach (var value in sums.AsSpan(first, count))
            sum += value;
        return sum / count;
    }

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
