using System.Globalization;

namespace Joulemark.Machines;

/// <summary>Collects facts, each once: what was added first stays.</summary>
internal sealed class FactList
{
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
        else
            _facts.TryAdd(key, new MachineFact { Key = key, Value = value.Trim(), Source = source });
    }

    public void Add(string key, double value, string source) => Add(key, value.ToString("0.###", CultureInfo.InvariantCulture), source);

    public void Add(string key, bool value, string source) => Add(key, value ? "true" : "false", source);

    /// <summary>A fact that was looked for and not found.</summary>
    public void Unknown(string key, string source, string reason) =>
        _facts.TryAdd(key, new MachineFact { Key = key, Source = source, Unknown = reason });

    /// <summary>A fact that is the text of a file: unknown with the system's reason where it cannot be read.</summary>
    public void AddFile(string key, params ReadOnlySpan<string> path)
    {
        var file = Path.Combine(path);
        try
        {
            Add(key, File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Unknown(key, file, "it is not there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unknown(key, file, e is UnauthorizedAccessException ? "permission denied" : e.Message);
        }
    }
}
