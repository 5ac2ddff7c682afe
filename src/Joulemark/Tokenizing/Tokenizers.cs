using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Tokenizing;

/// <summary>Opens the tokenizer that a spec names: an encoding that comes along, a file, or a folder that holds one.</summary>
internal static class Tokenizers
{
    /// <summary>What lengths are made by where a spec names none: right in kind, not for the model.</summary>
    public const string Fallback = "o200k_base";

    private const string What = "Name an encoding (o200k_base, cl100k_base), a tokenizer.json, a SentencePiece .model, or a folder that holds one.";
    private static readonly ConcurrentDictionary<string, TextTokenizer> Encodings = new(StringComparer.Ordinal);

    // Several configurations and parts of a workload ask for the same file, and a vocabulary takes a while to read.
    private static readonly ConcurrentDictionary<(string Path, DateTime Written, long Length), TextTokenizer> Files = [];
    private static readonly string[] FilesOfAFolder = ["tokenizer.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model"];

    /// <summary>Opens a tokenizer.</summary>
    /// <param name="name">An encoding's name, or an absolute path.</param>
    /// <exception cref="JoulemarkException">There is none, or it cannot be read; says why.</exception>
    public static TextTokenizer Open(string name)
    {
        if (TiktokenEncoding.Names.Contains(name, StringComparer.Ordinal))
            return Encodings.GetOrAdd(name, n => new TiktokenEncoding(n));
        var path = name;
        if (Directory.Exists(path))
        {
            path = FilesOfAFolder.Select(f => Path.Combine(name, f)).FirstOrDefault(File.Exists)
                ?? throw Problem($"the folder '{name}' holds no tokenizer: none of {string.Join(", ", FilesOfAFolder)} is there");
        }

        try
        {
            var file = new FileInfo(path);
            var key = (path, file.LastWriteTimeUtc, file.Length);
            return Files.GetOrAdd(key, _ => Read(File.ReadAllBytes(path), path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problem(e is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no tokenizer '{name}'{NearestName.Suggestion(Path.GetFileName(name), TiktokenEncoding.Names)}"
                : $"the tokenizer '{path}' cannot be read: {e.Message}");
        }
    }

    private static TextTokenizer Read(byte[] file, string path)
    {
        var name = $"{Path.GetFileName(path)} sha256:{Convert.ToHexStringLower(SHA256.HashData(file))}";
        try
        {
            var first = file.AsSpan().TrimStart(" \t\r\n"u8);
            if (first.StartsWith("{"u8))
                return new TokenizerJson(file, name);
            if (IsTiktoken(first))
                throw new NotSupportedException("it is a list of tiktoken ranks, which does not say how text is cut into words. Name the tokenizer.json of the same model");
            using var stream = new MemoryStream(file);
            return new SentencePieceModel(stream, name);
        }
        catch (Exception e) when (e is not JoulemarkException)
        {
            // A wrong file fails in as many ways as a reader has; each means that this is no tokenizer for us.
            throw Problem($"the tokenizer '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Lines of a base64 text and a number.</summary>
    private static bool IsTiktoken(ReadOnlySpan<byte> file)
    {
        var line = file.IndexOf((byte)'\n') is > 0 and var end ? file[..end] : file;
        var space = line.IndexOf((byte)' ');
        return space > 0 && line.Length < 200 && System.Buffers.Text.Base64.IsValid(line[..space]) && !line[(space + 1)..].TrimEnd((byte)'\r').ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static JoulemarkException Problem(string message) =>
        new(ExitCode.BadUsage, new Diagnostic("JM1020", DiagnosticSeverity.Error, $"'workload.tokenizer': {message}", What));
}
