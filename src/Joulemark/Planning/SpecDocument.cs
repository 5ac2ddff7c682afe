#pragma warning disable MA0048 // the factor is part of the document
using System.Collections.Immutable;
using Joulemark.Diagnostics;

namespace Joulemark.Planning;

/// <summary>A spec as flat, checked values: dotted path to text, plus the factors to vary. Not yet bound to types.</summary>
internal sealed record SpecDocument(ImmutableSortedDictionary<string, string> Values, IReadOnlyList<SpecFactor> Vary)
{
    /// <summary>Folder that relative paths in the spec start from.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The spec's file, for messages.</summary>
    public string? File { get; init; }

    /// <summary>Where each key stands in the file: line and column, from 1; keys of <c>vary</c> too.</summary>
    public IReadOnlyDictionary<string, (int Line, int Column)> Places { get; init; } = new Dictionary<string, (int, int)>(StringComparer.Ordinal);

    /// <summary>Mistakes found while reading; a plan is made of a spec without any.</summary>
    public IReadOnlyList<Diagnostic> Problems { get; init; } = [];

    /// <summary>What is swept; null where nothing is.</summary>
    public SweepSpec? Sweep { get; init; }

    /// <summary>All keys that take several values, those of <c>vary</c> first.</summary>
    public IEnumerable<SpecFactor> Factors => Sweep is null ? Vary : Vary.Concat(Sweep.Factors);

    /// <summary>True when enough of the spec could be read to look for mistakes between its keys, too.</summary>
    public bool IsWhole => SpecKeys.All.All(k => !k.Required || Values.ContainsKey(k.Path) || Factors.Any(f => f.Path == k.Path));

    /// <summary>The same spec with some values replaced.</summary>
    public SpecDocument With(IEnumerable<KeyValuePair<string, string>> values) => this with { Values = Values.SetItems(values) };
}

/// <summary>One factor under test and the values it takes.</summary>
/// <param name="Path">The key that varies.</param>
/// <param name="Values">One configuration, or one part of a combination, per value.</param>
internal sealed record SpecFactor(string Path, IReadOnlyList<string> Values);
