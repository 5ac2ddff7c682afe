using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Joulemark.Machines.Watching;

/// <summary>
/// A file of the kernel's that is read again and again: kept open, which costs a tenth of opening it each time, and made
/// into a text only where it says something new.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class KeptFile(string path) : IDisposable
{
    private SafeFileHandle? _file;
    private byte[] _bytes = new byte[64];
    private byte[] _last = [];
    private int _length;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>What it said at the last look that could read it, trimmed; null before.</summary>
    public string? Text { get; private set; }

    /// <summary>Reads it; true where it says something else than before, and at the first reading.</summary>
    public bool Look()
    {
        if (!Fill())
            return false; // gone, or being written: no news
        var now = _bytes.AsSpan(0, _length);
        if (Text is not null && now.SequenceEqual(_last))
            return false;
        _last = now.ToArray();
        var before = Text;
        Text = Encoding.UTF8.GetString(now).Trim();
        return Text != before;
    }

    public void Dispose() => _file?.Dispose();

    private bool Fill()
    {
        try
        {
            _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _length = 0;
            for (int read; (read = RandomAccess.Read(_file, _bytes.AsSpan(_length), _length)) > 0;)
            {
                _length += read;
                if (_length == _bytes.Length)
                    Array.Resize(ref _bytes, 2 * _bytes.Length);
            }

            return _length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose(); // opened anew next time: a CPU may have gone and come back
            _file = null;
            return false;
        }
    }
}
