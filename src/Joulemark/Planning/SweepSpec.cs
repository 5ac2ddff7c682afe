#pragma warning disable MA0048 // a swept key is part of the sweep
using Joulemark.Records;

namespace Joulemark.Planning;

/// <summary>The sweep of a spec: the keys it goes over, and how the points are chosen and ordered.</summary>
/// <param name="Keys">The swept keys, in the spec's order.</param>
internal sealed record SweepSpec(IReadOnlyList<SweptKey> Keys)
{
    public const string Section = "sweep";

    public const string SearchKey = "sweep.search";

    public const string ResolutionKey = "sweep.resolution";

    public const string OrderKey = "sweep.order";

    public const string HighestLoad = "highest-load";

    public const string LeastEnergy = "least-energy";

    /// <summary>Keys that say how much is asked of the server; more of each is a higher load.</summary>
    public static IReadOnlyList<string> Loads { get; } = ["load.concurrency", "load.rate", "load.samples-per-query", "load.speed-up"];

    /// <summary>The keys of the section that are no swept keys.</summary>
    public static IReadOnlyList<SpecKey> Options { get; } =
    [
        new(SearchKey, SpecValueType.Choice, "Look for one point in place of measuring all: the highest load that meets the objectives, or the least energy per token among the points that do. See sweep.md.")
            { Choices = [HighestLoad, LeastEnergy] },
        new(ResolutionKey, SpecValueType.Fraction, "A search ends when neighbouring points are this close.") { Default = "10%", Minimum = 0.01, Maximum = 1 },
        new(OrderKey, SpecValueType.Choice, "Order of the points in each round: there and back (A B B A), or shuffled by the seed.") { Default = "interleaved", Choices = ["interleaved", "random"] },
    ];

    /// <summary>What a search looks for; null where every point is measured.</summary>
    public string? Search { get; init; }

    /// <summary>Relative distance of neighbouring points at which a search ends.</summary>
    public required double Resolution { get; init; }

    /// <summary>True to shuffle each round.</summary>
    public bool IsRandom { get; init; }

    /// <summary>True for a key of the section that says how to sweep; its value is no configuration's.</summary>
    public static bool IsOption(string path) => path is SearchKey or ResolutionKey or OrderKey;

    /// <summary>The keys with the values that are planned for certain: all of a sweep's, the ends of a search's.</summary>
    public IEnumerable<SpecFactor> Factors =>
        Keys.Select(k => new SpecFactor(k.Path, Search is null ? k.Values : [.. new[] { k.Values[0], k.Values[^1] }.Distinct(StringComparer.Ordinal)]));

    /// <summary>What is recorded of it.</summary>
    public SweepRecord ToRecord() => new() { Keys = [.. Keys.Select(k => k.Path)], Search = Search, Resolution = Search is null ? null : Resolution };
}

/// <summary>A key that is swept, and its values.</summary>
/// <param name="Path">The key.</param>
/// <param name="Values">The values of a list, or those that a range comes to.</param>
/// <param name="IsRange">True where they come from a range, so that a search may try what is between them.</param>
internal sealed record SweptKey(string Path, IReadOnlyList<string> Values, bool IsRange);
