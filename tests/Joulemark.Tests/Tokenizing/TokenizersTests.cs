using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Tokenizing;
using Xunit;

namespace Joulemark.Tests.Tokenizing;

public sealed class TokenizersTests : IDisposable
{
    private static readonly Lazy<string> Cl100k = new(TokenizerFiles.Cl100k);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jm-tokenizers");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("o200k_base", "hello world, this is a test", 7)] // counts by tiktoken
    [InlineData("cl100k_base", "tiktoken is great!", 6)]
    [InlineData("cl100k_base", "antidisestablishmentarianism", 6)]
    [InlineData("cl100k_base", "お誕生日おめでとう", 9)]
    [InlineData("o200k_base", "", 0)]
    public void Encoding_OfItsName_CountsAsTiktoken(string name, string text, int tokens) => Assert.Equal(tokens, Tokenizers.Open(name).Count(text));

    [Theory]
    [InlineData("The harbour was quiet that morning, and only the gulls seemed to know.")]
    [InlineData("  indented\n\n\tcode(); // x = 12345678\r\n")]
    [InlineData("I'll SAY it's they'RE'Ve ''quotes''")]
    [InlineData("naïve café — “quoted” … 50 €, 日本語のテキスト, привет, שלום")]
    [InlineData("emoji 👩‍👩‍👧 and 🎉🎉 end")]
    [InlineData("trailing spaces   ")]
    [InlineData("a<|endoftext|>b")]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschloss-antidisestablishmentarianism-pneumonoultramicroscopic")]
    public void TokenizerJson_OfARealVocabulary_CountsAsItsOwnEncoding(string text)
    {
        var file = Write("tokenizer.json", Cl100k.Value);
        var marked = text.Contains("<|endoftext|>", StringComparison.Ordinal);
        var expected = marked ? 3 : Tokenizers.Open("cl100k_base").Count(text);
        Assert.Equal(expected, Tokenizers.Open(file).Count(text));
    }

    [Fact]
    public void TokenizerJson_WithByteFallback_SpellsWhatItDoesNotKnow()
    {
        var tokenizer = Tokenizers.Open(Write("tokenizer.json", TokenizerFiles.LlamaLike("the", "river")));
        Assert.Equal(2, tokenizer.Count("the river"));
        Assert.Equal(1 + 1 + 3, tokenizer.Count("the €")); // the, ▁, three bytes
        Assert.Equal(1 + 4, tokenizer.Count("the cat")); // ▁ c a t
    }

    [Fact]
    public void TokenizerJson_OfWordPieces_CountsThem()
    {
        var tokenizer = Tokenizers.Open(Write("tokenizer.json", """
            {"normalizer": {"type": "BertNormalizer", "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                       "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "un": 5, "##aff": 6, "##able": 7, "the": 8, ",": 9}}}
            """));
        Assert.Equal(5, tokenizer.Count("The unaffable,"));
    }

    [Fact]
    public void SentencePieceModel_OfAFolder_IsFoundAndCounted()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "tokenizer.model"), TokenizerFiles.SentencePiece("\u2581the", "\u2581river", "ing"));
        var tokenizer = Tokenizers.Open(_folder.FullName);
        Assert.Equal(2, tokenizer.Count("the river"));
        Assert.Equal(3, tokenizer.Count("the rivering"));
        Assert.StartsWith("tokenizer.model sha256:", tokenizer.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"vocab\": []}}", "Unigram")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}, \"pre_tokenizer\": {\"type\": \"Novel\"}}", "'Novel'")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}, \"normalizer\": {\"type\": \"Precompiled\"}}", "'Precompiled'")]
    [InlineData("{\"no\": \"tokenizer\"}", "cannot be read")]
    [InlineData("{oops", "cannot be read")]
    [InlineData("SGVsbG8= 0\nd29ybGQ= 1\n", "tiktoken ranks")]
    [InlineData("binary rubbish", "cannot be read")]
    public void File_ThatIsNoTokenizerForUs_IsRefusedWithTheReason(string content, string reason)
    {
        var e = Assert.Throws<JoulemarkException>(() => Tokenizers.Open(Write("t", content)));
        Assert.Equal("JM1020", Assert.Single(e.Diagnostics).Id);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_ThatIsNone_IsAnsweredWithTheNearest()
    {
        var e = Assert.Throws<JoulemarkException>(() => Tokenizers.Open("/nowhere/o200k-base"));
        Assert.Contains("did you mean 'o200k_base'?", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\p{L}++x", "aaaax", "")] // the letters take the x, and give nothing back
    [InlineData(@"[^\r\n\p{L}]?+\p{L}", " a", " a")]
    [InlineData(@"(?:ab)*+a", "ababa", "ababa")]
    [InlineData(@"\d{1,3}+1", "1111", "1111")]
    [InlineData(@"\p{Han}+", "x漢字y", "漢字")]
    [InlineData(@"[\p{Han}x]+", "x漢字y", "x漢字")]
    [InlineData(@"a\++b", "a++b", "a++b")] // an escaped sign, repeated
    public void Pattern_OfOniguruma_MatchesAsThere(string pattern, string text, string match) =>
        Assert.Equal(match, OnigurumaPattern.Compile(pattern).Match(text).Value);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
