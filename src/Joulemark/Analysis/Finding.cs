namespace Joulemark.Analysis;

/// <summary>Something the figures say about two configurations.</summary>
/// <param name="Configuration">The configuration it is about.</param>
/// <param name="Other">The configuration it is compared with; null when it stands alone.</param>
/// <param name="Kind"><c>efficient</c>, <c>dominated</c> or <c>undecided</c>; <c>not valid</c> for one that is held against none.</param>
/// <param name="Message">In words, with the figures.</param>
public sealed record Finding(string Configuration, string? Other, string Kind, string Message)
{
    internal const string NotValid = "not valid";
}
