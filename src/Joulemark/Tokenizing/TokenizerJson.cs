using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Joulemark.Tokenizing;

/// <summary>
/// A <c>tokenizer.json</c> of Hugging Face's tokenizers: byte pairs (by bytes, or by characters with bytes to fall back
/// on) and word pieces. Only counted with, so what puts special tokens around a text is left out.
/// </summary>
internal sealed class TokenizerJson : TextTokenizer
{
    private readonly Func<string, int> _count;
    private readonly bool _byBytes;
    private readonly string[] _added;
    private readonly SearchValues<string> _addedSearch;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <exception cref="NotSupportedException">It has a part that is not known here.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="KeyNotFoundException">It is not a tokenizer.json.</exception>
    public TokenizerJson(ReadOnlyMemory<byte> file, string name)
    {
        Name = name;
        using var document = JsonDocument.Parse(file);
        var root = document.RootElement;
        var model = root.GetProperty("model");
        var kind = model.TryGetProperty("type", out var type) ? type.GetString() : model.TryGetProperty("merges", out _) ? "BPE" : "?";
        _added = [.. Array(root, "added_tokens").Select(t => t.GetProperty("content").GetString()!).Where(t => t.Length > 0).OrderByDescending(t => t.Length)];
        _addedSearch = SearchValues.Create(_added, StringComparison.Ordinal);
        if (kind is not ("BPE" or "WordPiece"))
        {
            throw new NotSupportedException($"its model is of the type '{kind}'; Joulemark reads BPE and WordPiece from a tokenizer.json"
                + (kind == "Unigram" ? ". Name the SentencePiece .model beside it instead" : ""));
        }

        foreach (var piece in model.GetProperty("vocab").EnumerateObject())
            _vocabulary[piece.Name] = piece.Value.GetInt32();
        _byBytes = Element(root, "pre_tokenizer") is { ValueKind: JsonValueKind.Object } split && split.GetRawText().Contains("ByteLevel", StringComparison.Ordinal);
        _count = kind == "BPE" ? BytePairs(root, model) : WordPieces(root, model);
    }

    public override string Name { get; }

    public override IEnumerable<string> Pieces => _vocabulary.Keys
        .Select(piece => _byBytes ? WordSplit.FromByteLetters(piece) : piece.Replace('\u2581', ' ')).OfType<string>();

    public override int Count(string text)
    {
        var count = 0;
        var rest = text.AsSpan();
        while (_added.Length > 0 && rest.IndexOfAny(_addedSearch) is >= 0 and var at)
        {
            var length = 0;
            foreach (var token in _added)
            {
                if (rest[at..].StartsWith(token, StringComparison.Ordinal))
                {
                    length = token.Length;
                    break;
                }
            }

            count += (at > 0 ? _count(rest[..at].ToString()) : 0) + 1;
            rest = rest[(at + length)..];
        }

        return count + (rest.IsEmpty ? 0 : _count(rest.Length == text.Length ? text : rest.ToString()));
    }

    private Func<string, int> BytePairs(JsonElement root, JsonElement model)
    {
        if (Text(model, "continuing_subword_prefix") is { Length: > 0 } || Text(model, "end_of_word_suffix") is { Length: > 0 })
            throw new NotSupportedException("its byte pairs mark parts of words by a prefix or suffix, which is not known to Joulemark");
        var pairs = new BytePairModel(_vocabulary, Array(model, "merges").Select(Pair))
        {
            IgnoreMerges = Flag(model, "ignore_merges"),
            ByteFallback = Flag(model, "byte_fallback"),
            FuseUnknown = Flag(model, "fuse_unk"),
        };
        var clean = TextCleaning.Read(Element(root, "normalizer"));
        var split = WordSplit.Read(Element(root, "pre_tokenizer"));
        return text => split(clean(text)).Sum(pairs.Count);
    }

    /// <summary>Word pieces come with BERT's cleaning and splitting, which the library does.</summary>
    private Func<string, int> WordPieces(JsonElement root, JsonElement model)
    {
        var normalizer = Element(root, "normalizer");
        if (Text(normalizer, "type") is not (null or "BertNormalizer") || Text(Element(root, "pre_tokenizer"), "type") is not (null or "BertPreTokenizer"))
            throw new NotSupportedException("its word pieces come with another normalizer or pre-tokenizer than BERT's");
        var lines = new StringBuilder();
        foreach (var (piece, _) in _vocabulary.OrderBy(p => p.Value))
            lines.Append(piece).Append('\n');
        using var vocabulary = new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString()));
        var bert = BertTokenizer.Create(vocabulary, new BertOptions
        {
            LowerCaseBeforeTokenization = Flag(normalizer, "lowercase"),
            UnknownToken = Text(model, "unk_token") ?? "[UNK]",
            ContinuingSubwordPrefix = Text(model, "continuing_subword_prefix") ?? "##",
        });
        return text => bert.EncodeToIds(text, addSpecialTokens: false).Count;
    }

    private static (string, string) Pair(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
            return (merge[0].GetString()!, merge[1].GetString()!);
        var pair = merge.GetString()!;
        var space = pair.IndexOf(' ', 1);
        return (pair[..space], pair[(space + 1)..]);
    }

    private static JsonElement Element(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator Array(JsonElement parent, string name) =>
        Element(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static bool Flag(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && Element(parent, name).ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && Element(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
