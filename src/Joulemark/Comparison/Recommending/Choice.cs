namespace Joulemark.Comparison.Recommending;

/// <summary>Who is recommended, with what that was decided by.</summary>
/// <param name="Ordered">Every configuration, the best first.</param>
/// <param name="Pick">The one that is recommended; null where none is.</param>
/// <param name="Prices">What requests cost.</param>
/// <param name="Limits">Objectives in seconds, by name, that all were held to.</param>
/// <param name="Recommendation">The same as a record, without what would change it.</param>
internal sealed record Choice(IReadOnlyList<Contender> Ordered, Contender? Pick, Prices Prices, IReadOnlyDictionary<string, double> Limits, Recommendation Recommendation);
