using System.Globalization;

namespace Joulemark.Machines;

/// <summary>Collects facts, each once: what was added first stays, but a known one takes the place of an unknown one.</summary>
internal sealed class FactList
{
    private const int Longest = 1000; // a fact is a word or a line; what is longer comes from a broken file
    private const int LongestQuoted = 40;
    private readonly SortedDictionary<string, MachineFact> _facts = new(StringComparer.Ordinal);

    public IReadOnlyList<MachineFact> All => [.. _facts.Values];

    /// <summary>The known ones, flat.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint =>
        new SortedDictionary<string, string>(_facts.Values.Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>A fact that is known; one whose value is empty is unknown.</summary>
    public void Add(string key, string? value, string source)
    {
        if (string.IsNullOrWhiteSpace(value))
            Unknown(key, source, "it is empty");
        else if (!_facts.TryGetValue(key, out var known) || known.Value is null)
            _facts[key] = new MachineFact { Key = key, Value = OneLine(value, Longest), Source = source };
    }

    public void Add(string key, double value, string source) => Add(key, value.ToString("0.###", CultureInfo.InvariantCulture), source);

    public void Add(string key, bool value, string source) => Add(key, value ? "true" : "false", source);

    /// <summary>A fact that was looked for and not found.</summary>
    public void Unknown(string key, string source, string reason) =>
        _facts.TryAdd(key, new MachineFact { Key = key, Source = source, Unknown = reason });

    /// <summary>A fact that is the text of a file: unknown with the system's reason where it cannot be read.</summary>
    public void AddFile(string key, params ReadOnlySpan<string> path) => AddFile(key, static text => text, path);

    /// <summary>A fact that a file's text gives.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="read">Its value by the trimmed text; null where the text is not understood.</param>
    /// <param name="path">The file.</param>
    public void AddFile(string key, Func<string, string?> read, params ReadOnlySpan<string> path)
    {
        var file = Path.Combine(path);
        if (TryRead(file, out var reason) is not { } text)
            Unknown(key, file, reason);
        else if (text.Length == 0)
            Unknown(key, file, "it is empty");
        else if (read(text) is { } value)
            Add(key, value, file);
        else
            Unknown(key, file, $"it says '{OneLine(text, LongestQuoted)}', which is not understood");
    }

    /// <summary>A file's text, trimmed; null with the reason where it cannot be read.</summary>
    public static string? TryRead(string file, out string reason)
    {
        reason = "";
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            reason = "it is not there";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e is UnauthorizedAccessException ? "permission denied" : e.Message;
        }

        return null;
    }

    private static string OneLine(string text, int longest)
    {
        text = text.Trim('\0').Trim();
        if (text.Length > longest)
            text = string.Concat(text.AsSpan(0, longest), "…");
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
