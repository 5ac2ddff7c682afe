#pragma warning disable MA0048 // the factor is part of the document
using System.Collections.Immutable;

namespace Joulemark.Planning;

/// <summary>A spec as flat, checked values: dotted path to text, plus the factors to vary. Not yet bound to types.</summary>
internal sealed record SpecDocument(ImmutableSortedDictionary<string, string> Values, IReadOnlyList<SpecFactor> Vary)
{
    /// <summary>Folder that relative paths in the spec start from.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The same spec with some values replaced.</summary>
    public SpecDocument With(IEnumerable<KeyValuePair<string, string>> values) => this with { Values = Values.SetItems(values) };
}

/// <summary>One factor under test and the values it takes.</summary>
/// <param name="Path">The key that varies.</param>
/// <param name="Values">One configuration, or one part of a combination, per value.</param>
internal sealed record SpecFactor(string Path, IReadOnlyList<string> Values);
