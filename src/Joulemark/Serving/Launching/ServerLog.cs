using System.Text.RegularExpressions;
using Joulemark.Storage;

namespace Joulemark.Serving.Launching;

/// <summary>What a server of ours writes: kept in a file, its last lines at hand for messages, without secrets.</summary>
/// <param name="file">Where it goes, behind what is there; null for memory only.</param>
/// <param name="secret">What must not be read in it beside what looks like a secret; null for nothing.</param>
internal sealed partial class ServerLog(string? file, Secret? secret = null) : IDisposable
{
    private const int KeptLines = 20;
    private const string KeyBegins = "-----BEGIN ";
    private const string KeyEnds = "-----END ";
    private const string KeyWord = "PRIVATE KEY";
    private readonly Lock _lock = new();
    private readonly Queue<string> _lastLines = new();
    private readonly StreamWriter? _writer = file is null ? null : new StreamWriter(file, append: true) { AutoFlush = true };
    private bool _closed;
    private bool _isInKey;

    /// <summary>The last lines for a message, with what leads to them; empty where there are none.</summary>
    public string LastLines
    {
        get
        {
            lock (_lock)
                return _lastLines.Count == 0 ? "" : $" Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _lastLines)}";
        }
    }

    public void Write(string line)
    {
        // A private key comes over many lines, of which only the first looks like one.
        var (begins, ends) = (line.Contains(KeyBegins, StringComparison.Ordinal) && line.Contains(KeyWord, StringComparison.Ordinal), line.Contains(KeyEnds, StringComparison.Ordinal));
        line = Plain(SecretPatterns.Redact(secret?.Remove(line) ?? line));
        lock (_lock)
        {
            if (_isInKey)
            {
                _isInKey = !ends;
                return;
            }

            _isInKey = begins && !ends;
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
            if (!_closed)
                Try(writer => writer.WriteLine(line));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_closed)
                Try(writer => writer.Dispose());
            _closed = true;
        }
    }

    /// <summary>Without what colours a terminal or moves its cursor.</summary>
    private static string Plain(string line) => line.AsSpan().ContainsAnyInRange('\0', '\u001f') ? string.Concat(ColourPattern().Replace(line, "").Where(c => c == '\t' || !char.IsControl(c))) : line;

    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ColourPattern();

    private void Try(Action<StreamWriter> action)
    {
        try
        {
            if (_writer is not null)
                action(_writer);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // A full disk: the run folder's writer says so, and the last lines are kept in memory all the same.
        }
    }
}
