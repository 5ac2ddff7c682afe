namespace Joulemark.Workloads.Making;

/// <summary>Where a prompt is put together: one for each thread, kept, so that long prompts cost one string each and no more.</summary>
internal sealed class PromptBuffer
{
    private const int FirstSize = 1 << 14;

    [ThreadStatic]
    private static PromptBuffer? _ofThread;

    private char[] _text = new char[FirstSize];
    private int _length;

    /// <summary>The thread's own, emptied: one is in use at a time.</summary>
    public static PromptBuffer OfThread()
    {
        var buffer = _ofThread ??= new PromptBuffer();
        buffer._length = 0;
        return buffer;
    }

    /// <summary>Adds words, after a space where there is text already.</summary>
    public void Add(string words)
    {
        if (_text.Length - _length < words.Length + 1)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + words.Length + 1));
        if (_length > 0)
            _text[_length++] = ' ';
        words.CopyTo(_text.AsSpan(_length));
        _length += words.Length;
    }

    /// <summary>Takes the last word away, where it is not the only one.</summary>
    public void RemoveLastWord()
    {
        if (Array.LastIndexOf(_text, ' ', Math.Max(0, _length - 1)) is > 0 and var space)
            _length = space;
    }

    public override string ToString() => new(_text, 0, _length);
}
