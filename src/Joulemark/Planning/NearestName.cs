namespace Joulemark.Planning;

/// <summary>Finds the name a person most likely meant.</summary>
internal static class NearestName
{
    /// <summary>Text to append to a message, e.g. <c>; did you mean 'window'?</c>, or nothing when no name is near.</summary>
    public static string Suggestion(string given, IEnumerable<string> valid)
    {
        var best = valid
            .Select(name => (name, distance: Distance(given, name)))
            .OrderBy(x => x.distance).ThenBy(x => x.name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(2, given.Length / 2) ? $"; did you mean '{best.name}'?" : "";
    }

    /// <summary>Edits that turn one name into the other (optimal string alignment: insert, delete, change, swap neighbours).</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
