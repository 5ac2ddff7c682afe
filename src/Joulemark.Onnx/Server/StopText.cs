namespace Joulemark.Onnx.Server;

/// <summary>
/// Cuts a stream of text before the first stop string. Text that may be the beginning of a stop string is held back until
/// it is known not to be.
/// </summary>
internal sealed class StopText(IReadOnlyList<string> stops)
{
    private string _held = "";

    /// <summary>True once a stop string has come.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes new text and gives what is sure to belong to the answer.</summary>
    public string Take(string text)
    {
        if (stops.Count == 0)
            return text;
        _held += text;
        var cut = stops.Select(s => _held.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (cut >= 0)
        {
            IsStopped = true;
            return Release(cut);
        }

        var sure = _held.Length;
        for (var start = Math.Max(0, _held.Length - stops.Max(s => s.Length) + 1); start < _held.Length && sure == _held.Length; start++)
        {
            if (stops.Any(s => s.StartsWith(_held[start..], StringComparison.Ordinal)))
                sure = start;
        }

        return Release(sure);
    }

    /// <summary>What is still held back when the answer ends.</summary>
    public string Rest() => IsStopped ? "" : Release(_held.Length);

    private string Release(int length)
    {
        var released = _held[..length];
        _held = IsStopped ? "" : _held[length..];
        return released;
    }
}
