using System.Buffers;
using System.Text;

namespace Joulemark.Onnx.Inference;

/// <summary>The reference models' tokenizer: lower case, then the longest match at each position (models/README.md).</summary>
internal sealed class Tokenizer
{
    public const int Padding = 0;
    public const int Begin = 1;
    public const int End = 2;
    public const int Unknown = 3;
    private const int Specials = 4;
    private readonly IReadOnlyList<string> _tokens;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _longest;

    public Tokenizer(IReadOnlyList<string> vocabulary)
    {
        _tokens = vocabulary;
        for (var id = Specials; id < vocabulary.Count; id++)
            _ids[vocabulary[id]] = id;
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = vocabulary.Skip(Specials).Max(t => t.Length);
    }

    public List<int> Encode(string text)
    {
        var lower = text.ToLowerInvariant().AsSpan();
        var ids = new List<int>();
        while (lower.Length > 0)
        {
            var length = Math.Min(_longest, lower.Length);
            int id;
            while (!_lookup.TryGetValue(lower[..length], out id) && length > 1)
                length--;
            if (id == 0)
            {
                // One whole character, which may be two UTF-16 units, is unknown.
                id = Unknown;
                length = Rune.DecodeFromUtf16(lower, out _, out var units) == OperationStatus.Done ? units : 1;
            }

            ids.Add(id);
            lower = lower[length..];
        }

        return ids;
    }

    /// <summary>A question as the models were trained to see it.</summary>
    public List<int> EncodeQuestion(string text) => [Begin, .. Encode(text + "\n")];

    /// <summary>Text of one token; empty for the special ones.</summary>
    public string Decode(int id) => id < Specials ? "" : _tokens[id];
}
