using System.Globalization;
using System.Text.Json;

namespace Joulemark.Storage.Import;

/// <summary>One result in a file of vLLM's: its single values, and where in the file its columns begin.</summary>
internal sealed class VllmDocument
{
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Places of the arrays, one entry a request in each, by name.</summary>
    public Dictionary<string, long> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>Scans the document that begins here, column by column past.</summary>
    public static VllmDocument Scan(JsonStream json)
    {
        var document = new VllmDocument();
        while (json.Read() && json.Token == JsonTokenType.PropertyName)
        {
            var name = json.Text!;
            json.Read();
            if (json.Number is { } number)
                document.Numbers[name] = number;
            else if (json.Token == JsonTokenType.String)
                document.Texts[name] = json.Text!;
            else if (json.Token == JsonTokenType.StartArray)
                document.Columns[name] = json.Offset;
            json.Skip();
        }

        return document;
    }

    public double? Number(string name) => Numbers.TryGetValue(name, out var number) ? number : null;

    public int? Count(string name) => Number(name) is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    /// <summary>The rate asked for in words, e.g. <c>10</c> or <c>inf</c>; null where it does not say.</summary>
    public string? Rate => Texts.GetValueOrDefault("request_rate") is { Length: > 0 } text ? text : Number("request_rate")?.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>True where all requests were handed in at once, so that only a limit held them back: a closed loop, or offline.</summary>
    public bool IsUnpaced => Rate is null or "inf" or "";
}
