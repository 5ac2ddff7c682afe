using Microsoft.ML.Tokenizers;

namespace Joulemark.Tokenizing;

/// <summary>A SentencePiece <c>.model</c>, byte pairs or unigrams, as Llama 2, Mistral, Gemma and T5 have them.</summary>
internal sealed class SentencePieceModel(Stream model, string name) : TextTokenizer
{
    private const char Space = '\u2581';
    private readonly SentencePieceTokenizer _tokenizer = SentencePieceTokenizer.Create(model, addBeginningOfSentence: false, addEndOfSentence: false);

    public override string Name { get; } = name;

    public override IEnumerable<string> Pieces => _tokenizer.Vocabulary.Keys.Select(piece => piece.Replace(Space, ' '));

    public override int Count(string text) => _tokenizer.CountTokens(text, addBeginningOfSentence: false, addEndOfSentence: false);
}
