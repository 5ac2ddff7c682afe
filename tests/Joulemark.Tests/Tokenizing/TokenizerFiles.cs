using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace Joulemark.Tests.Tokenizing;

/// <summary>Tokenizer files made for tests.</summary>
internal static class TokenizerFiles
{
    // The pattern of cl100k_base as tiktoken has it (openai_public.py), possessive quantifiers included.
    private const string Cl100kPattern = @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";

    /// <summary>
    /// A tokenizer.json of the real cl100k_base, made from its ranks: what a piece was joined of is what its own parts join
    /// to when only lower ranks may join.
    /// </summary>
    public static string Cl100k()
    {
        var ranks = Ranks();
        var vocabulary = new JsonObject();
        var merges = new JsonArray();
        foreach (var (piece, rank) in ranks.OrderBy(r => r.Value))
        {
            vocabulary[piece] = rank;
            if (piece.Length < 2)
                continue;
            var parts = piece.Select(c => c.ToString()).ToList();
            while (parts.Count > 2)
            {
                var best = Enumerable.Range(0, parts.Count - 1).MinBy(i => ranks.TryGetValue(parts[i] + parts[i + 1], out var r) && r < rank ? r : int.MaxValue);
                parts[best] += parts[best + 1];
                parts.RemoveAt(best + 1);
            }

            merges.Add((JsonNode)$"{parts[0]} {parts[1]}");
        }

        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 100257, ["content"] = "<|endoftext|>", ["special"] = true }),
            ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Cl100kPattern }, ["behavior"] = "Isolated", ["invert"] = false },
                    new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false }),
            },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = merges },
        }.ToJsonString();
    }

    /// <summary>Byte pairs over characters with bytes to fall back on, as Llama 2's: every word of the list is one token with its space.</summary>
    public static string LlamaLike(params string[] words)
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        for (var value = 0; value < 256; value++)
            vocabulary[$"<0x{value:X2}>"] = value + 1;
        var merges = new JsonArray();
        var next = 257;
        foreach (var letter in "\u2581ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:'\"-?!".Select(c => c.ToString()))
            vocabulary[letter] = next++;
        foreach (var word in words)
        {
            var joined = "\u2581";
            foreach (var letter in word)
            {
                merges.Add(new JsonArray(joined, letter.ToString()));
                joined += letter;
                vocabulary.TryAdd(joined, next++);
            }
        }

        return new JsonObject
        {
            ["normalizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["normalizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Prepend", ["prepend"] = "\u2581" },
                    new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = " " }, ["content"] = "\u2581" }),
            },
            ["pre_tokenizer"] = null,
            ["model"] = new JsonObject { ["type"] = "BPE", ["byte_fallback"] = true, ["fuse_unk"] = true, ["unk_token"] = "<unk>", ["vocab"] = vocabulary, ["merges"] = merges },
        }.ToJsonString();
    }

    /// <summary>A SentencePiece model of unigrams (sentencepiece_model.proto) with these pieces, letters among them.</summary>
    public static byte[] SentencePiece(params string[] pieces)
    {
        var model = new MemoryStream();
        void Piece(string text, float score, int type)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var message = new List<byte> { 0x0A, (byte)bytes.Length };
            message.AddRange(bytes);
            message.Add(0x15);
            message.AddRange(BitConverter.GetBytes(score));
            message.AddRange([0x18, (byte)type]);
            model.Write([0x0A, (byte)message.Count, .. message]);
        }

        Piece("<unk>", 0, 2);
        Piece("<s>", 0, 3);
        Piece("</s>", 0, 3);
        foreach (var piece in pieces)
            Piece(piece, -1, 1);
        foreach (var letter in "\u2581ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:'\"-?!")
            Piece(letter.ToString(), -10, 1);
        model.Write([0x12, 0x02, 0x18, 0x01]); // trainer_spec { model_type: UNIGRAM }
        model.Write([0x1A, 0x06, 0x18, 0x01, 0x20, 0x00, 0x28, 0x01]); // normalizer_spec { add_dummy_prefix, keep extra spaces, escape them }
        return model.ToArray();
    }

    private static Dictionary<string, int> Ranks()
    {
        var letters = Enumerable.Range(0, 256).Select(b => b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255) ? (char)b : '\0').ToArray();
        var next = 256;
        for (var value = 0; value < 256; value++)
            letters[value] = letters[value] == '\0' ? (char)next++ : letters[value];
        using var packed = Assembly.Load("Microsoft.ML.Tokenizers.Data.Cl100kBase").GetManifestResourceStream("cl100k_base.tiktoken.deflate")!;
        using var reader = new StreamReader(new DeflateStream(packed, CompressionMode.Decompress));
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            // The library's form of the list: a line with the number of pieces, then each piece in the order of its rank.
            if (!line.StartsWith("Capacity:", StringComparison.Ordinal))
                ranks[string.Concat(Convert.FromBase64String(line).Select(b => letters[b]))] = ranks.Count;
        }

        return ranks;
    }
}
