namespace Joulemark.Planning;

/// <summary>One key of the spec: the single place from which parser, planner, schema and documentation know it.</summary>
/// <param name="Path">Dotted path, e.g. <c>measure.repeats.min</c>.</param>
/// <param name="Type">What its value may be.</param>
/// <param name="Description">What it means, one sentence, with its unit.</param>
internal sealed record SpecKey(string Path, SpecValueType Type, string Description)
{
    /// <summary>Value used when the key is absent; null for a key without default.</summary>
    public string? Default { get; init; }

    /// <summary>Names allowed for a <see cref="SpecValueType.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Lowest value allowed, in the type's base unit (seconds, count, fraction); null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Highest value allowed, in the type's base unit; null for none.</summary>
    public double? Maximum { get; init; }

    /// <summary>True when a spec without it is an error.</summary>
    public bool Required { get; init; }

    /// <summary>True for a control: it may be written as <c>{ value, mode }</c>, too.</summary>
    public bool HasMode { get; init; }

    /// <summary>True for what is the machine's, so that no run can vary it.</summary>
    public bool Fixed { get; init; }

    /// <summary>The mapping the key lives in, e.g. <c>measure.repeats</c>; empty at the top.</summary>
    public string Parent => Path.Contains('.', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('.')] : "";
}
