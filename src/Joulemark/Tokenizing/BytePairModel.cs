using System.Collections.Concurrent;
using System.Text;

namespace Joulemark.Tokenizing;

/// <summary>
/// Byte pair encoding: a word's symbols are joined pair by pair, the pair of the lowest rank first and the leftmost of
/// equals (Sennrich, Haddow and Birch 2016, doi:10.18653/v1/P16-1162).
/// </summary>
internal sealed class BytePairModel
{
    private const int MostRemembered = 100_000;
    private const int LongestRemembered = 64;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int, int), (int Rank, int Joined)> _merges = [];
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly int?[] _bytes = new int?[256];

    /// <param name="vocabulary">Id of each piece.</param>
    /// <param name="merges">Pairs of pieces, the lowest rank first.</param>
    public BytePairModel(Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges)
    {
        _vocabulary = vocabulary;
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            if (vocabulary.TryGetValue(left, out var a) && vocabulary.TryGetValue(right, out var b) && vocabulary.TryGetValue(left + right, out var joined))
                _merges.TryAdd((a, b), (rank, joined));
            rank++;
        }

        for (var value = 0; value < 256; value++)
            _bytes[value] = vocabulary.TryGetValue($"<0x{value:X2}>", out var id) ? id : null;
    }

    /// <summary>True to take a word that is a piece as that, without asking how it would be joined (Llama 3).</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>True to spell a character that is no piece by its bytes, <c>&lt;0xE2&gt;</c> and so on.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>True to count unknown characters next to each other as one.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Tokens of a word.</summary>
    public int Count(string word)
    {
        if (word.Length > LongestRemembered)
            return CountJoined(word);
        if (_counts.TryGetValue(word, out var known))
            return known;
        var count = CountJoined(word);
        if (_counts.Count < MostRemembered)
            _counts.TryAdd(word, count);
        return count;
    }

    private int CountJoined(string word)
    {
        if (word.Length == 0)
            return 0;
        if (IgnoreMerges && _vocabulary.ContainsKey(word))
            return 1;
        var symbols = Symbols(word);
        return symbols.Count < 2 ? symbols.Count : Join(symbols);
    }

    private List<int> Symbols(string word)
    {
        const int Unknown = -1; // joins with nothing
        var symbols = new List<int>(word.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in word.EnumerateRunes())
        {
            if (_vocabulary.TryGetValue(rune.ToString(), out var id))
            {
                symbols.Add(id);
                continue;
            }

            var length = rune.EncodeToUtf8(bytes);
            if (ByteFallback && CanSpell(bytes[..length]))
            {
                foreach (var value in bytes[..length])
                    symbols.Add(_bytes[value]!.Value);
            }
            else if (!FuseUnknown || symbols.Count == 0 || symbols[^1] != Unknown)
            {
                symbols.Add(Unknown);
            }
        }

        return symbols;
    }

    private bool CanSpell(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (_bytes[value] is null)
                return false;
        }

        return true;
    }

    /// <summary>Joins until nothing is left to join. Joined symbols leave the chain; a queued pair that has changed since is passed over.</summary>
    private int Join(List<int> symbols)
    {
        var next = new int[symbols.Count];
        var previous = new int[symbols.Count];
        var queue = new PriorityQueue<(int Left, int A, int B), (int Rank, int Position)>();
        void Offer(int left)
        {
            if (left >= 0 && next[left] < symbols.Count && _merges.TryGetValue((symbols[left], symbols[next[left]]), out var merge))
                queue.Enqueue((left, symbols[left], symbols[next[left]]), (merge.Rank, left));
        }

        for (var i = 0; i < symbols.Count; i++)
            (previous[i], next[i]) = (i - 1, i + 1);
        for (var i = 0; i < symbols.Count - 1; i++)
            Offer(i);
        var count = symbols.Count;
        const int Gone = -2;
        while (queue.TryDequeue(out var pair, out _))
        {
            var (left, a, b) = pair;
            if (symbols[left] != a || next[left] >= symbols.Count || symbols[next[left]] != b)
                continue;
            var right = next[left];
            symbols[left] = _merges[(a, b)].Joined;
            symbols[right] = Gone;
            next[left] = next[right];
            if (next[left] < symbols.Count)
                previous[next[left]] = left;
            count--;
            Offer(previous[left]);
            Offer(left);
        }

        return count;
    }
}
