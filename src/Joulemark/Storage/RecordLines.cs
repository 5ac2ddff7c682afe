using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Joulemark.Storage;

/// <summary>How the reading of a file of records went.</summary>
/// <param name="Name">Name of the file in the run folder.</param>
/// <param name="Hash">SHA-256 of what was read, hexadecimal; null where there is no file.</param>
/// <param name="Damage">What could not be read, and which lines of what says what cannot be.</param>
/// <param name="IsCutOff">True where nothing is damaged but the last line, which cannot be read.</param>
internal sealed record RecordLines(string Name, string? Hash, IReadOnlyList<string> Damage, bool IsCutOff = false)
{
    /// <summary>Of a file that need not be there.</summary>
    public static RecordLines None { get; } = new("", null, []);

    /// <summary>What takes in one line.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public delegate void LineTaker(ReadOnlySpan<byte> line);

    /// <summary>Reads a file's records.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="name">The file.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="check">Looks at each and refuses what cannot be; null for a kind that may be anything.</param>
    public static (IReadOnlyList<T> Records, RecordLines Lines) Read<T>(string path, string name, JsonTypeInfo<T> type, Func<T, T>? check = null)
    {
        var records = new List<T>();
        return (records, Read(path, name, line =>
        {
            var record = JsonSerializer.Deserialize(line, type) ?? throw new JsonException("A record, not null, is expected.");
            records.Add(check is null ? record : check(record));
        }));
    }

    /// <summary>Hands over a file's lines one by one; a damaged one is said and left out.</summary>
    public static RecordLines Read(string path, string name, LineTaker take)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
            return new RecordLines(name, null, [$"{name} is not there"]);

        // The file may still grow, where the run is under way: what is there is read.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var lines = new LineReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), hash);
        var damage = new DamagedLines(name);
        var (number, unreadable) = (1, 0);
        for (; lines.Read(out var line); number++)
        {
            try
            {
                if (line.Length > 0)
                    take(line);
            }
            catch (ImpossibleRecordException e)
            {
                damage.Add(number, e.Message);
            }
            catch (JsonException)
            {
                damage.Add(number, null);
                unreadable = number;
            }
        }

        return new RecordLines(name, Convert.ToHexStringLower(hash.GetHashAndReset()), damage.Said, IsCutOff: damage.Count == 1 && unreadable == number - 1);
    }
}
