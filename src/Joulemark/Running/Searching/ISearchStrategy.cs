namespace Joulemark.Running.Searching;

/// <summary>Chooses the points of a search. It keeps nothing: the same points always give the same step, so that a search that was cut off goes on where it was.</summary>
internal interface ISearchStrategy
{
    /// <summary>Most windows it spends where no point's verdict turns round when it is measured again.</summary>
    int MostWindows { get; }

    /// <summary>What to do next.</summary>
    /// <param name="points">What was measured so far, each value once, in any order.</param>
    SearchStep Next(IReadOnlyList<SearchPoint> points);
}
