using Microsoft.ML.Tokenizers;

namespace Joulemark.Tokenizing;

/// <summary>One of OpenAI's encodings, whose vocabulary comes along and needs no download.</summary>
internal sealed class TiktokenEncoding(string name) : TextTokenizer
{
    private const int MostPieces = 250_000; // above every vocabulary here; an id that is none decodes to nothing
    private readonly TiktokenTokenizer _tokenizer = TiktokenTokenizer.CreateForEncoding(name);

    /// <summary>Encodings whose vocabularies come along.</summary>
    public static IReadOnlyList<string> Names { get; } = ["o200k_base", "cl100k_base", "o200k_harmony"];

    public override string Name { get; } = $"tiktoken {name}";

    public override IEnumerable<string> Pieces => Enumerable.Range(0, MostPieces)
        .Select(id => _tokenizer.Decode([id]))
        .Where(piece => piece is { Length: > 0 } && !piece.Contains('\uFFFD', StringComparison.Ordinal));

    public override int Count(string text) => _tokenizer.CountTokens(text);
}
