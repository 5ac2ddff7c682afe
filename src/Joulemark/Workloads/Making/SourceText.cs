using System.Reflection;
using System.Security.Cryptography;

namespace Joulemark.Workloads.Making;

/// <summary>The text that prompts are made of: text.txt beside this, written for Joulemark, one sentence a line.</summary>
internal static class SourceText
{
    private static readonly byte[] File = ReadFile();

    /// <summary>The sentences.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
        System.Text.Encoding.ASCII.GetString(File).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>SHA-256 of the file, hexadecimal.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(File));

    private static byte[] ReadFile()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("prompt-text.txt")!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
