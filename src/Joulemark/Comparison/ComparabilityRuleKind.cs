namespace Joulemark.Comparison;

/// <summary>How a key matters to a comparison. A key without a rule must be the same.</summary>
internal enum ComparabilityRuleKind
{
    /// <summary>It must be the same, and nobody can allow it to differ.</summary>
    Never,

    /// <summary>It never matters.</summary>
    Ignored,

    /// <summary>It matters when the values are far apart.</summary>
    AtADistance,
}
