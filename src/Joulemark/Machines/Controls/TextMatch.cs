namespace Joulemark.Machines.Controls;

/// <summary>How a text of the spec is compared with one of the machine.</summary>
internal static class TextMatch
{
    public static bool Exact(string wanted, string found) => string.Equals(wanted, found, StringComparison.Ordinal);

    /// <summary>The same, or its beginning up to a border between components: 580 is 580.65.06 and is not 5801; 6.1.0 is 6.1.0-18-amd64.</summary>
    public static bool Version(string wanted, string found) =>
        found.StartsWith(wanted, StringComparison.Ordinal) && (found.Length == wanted.Length || !char.IsLetterOrDigit(found[wanted.Length]));

    /// <summary>A digest, with or without the name before it.</summary>
    public static bool Digest(string wanted, string found) => Exact(Bare(wanted), Bare(found));

    private static string Bare(string digest) => digest[(digest.LastIndexOf('@') + 1)..];
}
