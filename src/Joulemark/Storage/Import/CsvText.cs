using System.Text;

namespace Joulemark.Storage.Import;

/// <summary>Lines of comma-separated values (RFC 4180), with whatever separates them.</summary>
internal static class CsvText
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>What separates the fields of a header: what there is most of, quotes left out.</summary>
    public static char SeparatorOf(string header) => Separators.MaxBy(s => Split(header, s).Count);

    /// <summary>The fields of a line, blanks around them taken off.</summary>
    public static List<string> Split(string line, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
                Add();
            else
                field.Append(line[i]);
        }

        Add();
        return fields;

        void Add()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
