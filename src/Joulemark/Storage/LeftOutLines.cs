using System.Globalization;

namespace Joulemark.Storage;

/// <summary>Lines of a file that were left out for one kind of damage: the first by their numbers, the rest counted, so that a file of which nothing can be read is said in one sentence.</summary>
/// <param name="file">The file's name.</param>
/// <param name="one">What is wrong with one.</param>
/// <param name="many">The same of several.</param>
internal sealed class LeftOutLines(string file, string one, string many)
{
    private const int MostNamed = 3;
    private readonly List<(int Number, string? Detail)> _named = [];
    private int _count;

    /// <summary>Takes a line in.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="detail">What there is to say of this one; null for nothing.</param>
    public void Add(int number, string? detail = null)
    {
        _count++;
        if (_named.Count < MostNamed)
            _named.Add((number, detail));
    }

    /// <summary>The sentence; none where no line was left out.</summary>
    public IEnumerable<string> Say()
    {
        if (_named is [var (number, detail)])
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{file}, line {number} {one}{(detail is null ? "" : $": {detail}")}");
        }
        else if (_count > 1)
        {
            var named = string.Join(", ", _named.Select(n => string.Create(CultureInfo.InvariantCulture, $"line {n.Number}{(n.Detail is null ? "" : $" ({n.Detail})")}")));
            yield return string.Create(CultureInfo.InvariantCulture, $"{file}: {_count} lines {many}: {named}{(_count > MostNamed ? $" and {_count - MostNamed} more" : "")}");
        }
    }
}
