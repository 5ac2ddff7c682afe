using System.Text.Json;

namespace Joulemark.Storage.Import;

/// <summary>
/// One column of a result that is stored by columns, read at its own place in the file: several go through it side by side,
/// so that a request can be put together without keeping the columns.
/// </summary>
internal sealed class JsonColumn : IDisposable
{
    private readonly JsonStream _json;

    public JsonColumn(string path, long offset)
    {
        _json = new JsonStream(path, offset);
        _json.Read(); // the array's beginning
    }

    /// <summary>Goes to the next entry; false after the last.</summary>
    public bool Next() => _json.Read() && _json.Token != JsonTokenType.EndArray;

    /// <summary>The entry as a number; null where it is none.</summary>
    public double? Number => _json.Number;

    /// <summary>The entry as a text; null where it is none.</summary>
    public string? Text => _json.Text;

    /// <summary>The entry as a list of numbers; null where it is none, or where one of them is missing.</summary>
    public List<double>? Numbers()
    {
        if (_json.Token != JsonTokenType.StartArray)
        {
            _json.Skip();
            return null;
        }

        var numbers = new List<double>();
        var isWhole = true;
        var depth = _json.Depth;
        while (_json.Read() && _json.Depth > depth)
        {
            if (_json.Number is { } number)
                numbers.Add(number);
            else
                isWhole = false;
        }

        return isWhole ? numbers : null;
    }

    public void Dispose() => _json.Dispose();
}
