using System.Buffers;
using System.Runtime.CompilerServices;

namespace Joulemark.Serving.Http;

/// <summary>
/// The bytes before and after the text of a stream's events. An event with the very same bytes around a text without
/// quotes and escapes says the same as the one it was learned from, but for the text: JSON's grammar leaves it no other
/// meaning. So most events of most servers need no parsing.
/// </summary>
internal sealed class EventTemplate
{
    // What ends a string, begins an escape, or is no part of a string: an event with one is read as JSON.
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(b => (byte)b), (byte)'"', (byte)'\\']);
    private byte[] _event = [];
    private int _prefix;
    private int _suffix;
    private bool _isReasoning;

    /// <summary>True when an event is the one learned with another text, which is then given; it is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public bool TryMatch(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> text, out bool isReasoning)
    {
        isReasoning = _isReasoning;
        var length = data.Length - _prefix - _suffix;
        if (_prefix == 0 || length <= 0
            || !data.StartsWith(_event.AsSpan(0, _prefix)) || !data[(_prefix + length)..].SequenceEqual(_event.AsSpan(_prefix, _suffix)))
        {
            text = default;
            return false;
        }

        text = data.Slice(_prefix, length);
        return text.IndexOfAny(NotPlain) < 0;
    }

    /// <summary>Learns an event that says nothing beside its text.</summary>
    /// <param name="data">The event.</param>
    /// <param name="start">Where its text begins, behind the quote.</param>
    /// <param name="end">Where its text ends, before the quote.</param>
    /// <param name="isReasoning">Whether the text is reasoning.</param>
    public void Learn(ReadOnlySpan<byte> data, int start, int end, bool isReasoning)
    {
        var needed = data.Length - (end - start);
        if (_event.Length < needed)
        {
            Release();
            _event = ArrayPool<byte>.Shared.Rent(needed);
        }

        (_prefix, _suffix, _isReasoning) = (start, data.Length - end, isReasoning);
        data[..start].CopyTo(_event);
        data[end..].CopyTo(_event.AsSpan(start));
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_event);
        (_event, _prefix, _suffix) = ([], 0, 0);
    }
}
