namespace Joulemark.Tests.Reporting;

/// <summary>Reads CSV by RFC 4180, written apart from what writes it.</summary>
internal static class Rows
{
    public static List<List<string>> Parse(string csv)
    {
        var (rows, row, field, quoted) = (new List<List<string>>(), new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (csv[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && csv[i] is ',' or '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (csv[i] == ',')
                    continue;
                if (csv[++i] != '\n')
                    throw new FormatException("a line ends with CR alone");
                rows.Add(row);
                row = [];
            }
            else
            {
                field.Append(csv[i]);
            }
        }

        return quoted || field.Length > 0 || row.Count > 0 ? throw new FormatException("the last line has no end") : rows;
    }
}
