namespace Joulemark.Reporting.Disclosing;

/// <summary>The figure in the sense of the AI Energy Score, and what keeps it from being held against that benchmark's ratings.</summary>
internal sealed record EnergyScore
{
    /// <summary>What that benchmark does (huggingface.github.io/AIEnergyScore, its Methodology, read in 2026).</summary>
    public const string ItsProtocol =
        "AI Energy Score counts the energy of the GPUs alone, in watt-hours per 1,000 queries: the mean of ten runs over its own data set of 1,000 queries for each task, "
        + "on NVIDIA H100 80 GB, batch size 1, in the model's default configuration (text generation in FP16). Its stars are five equal parts of the range of the models on its leaderboard, cut anew at every update.";

    /// <summary>Wh per 1,000 queries.</summary>
    public required DisclosureFigure Figure { get; init; }

    /// <summary>True when the boundary is the GPUs, as there.</summary>
    public required bool BoundaryMatches { get; init; }

    /// <summary>True when nothing that the records tell differs from that protocol. A rating comes from its leaderboard alone, all the same.</summary>
    public bool Comparable => Differences.Count == 0;

    /// <summary>What differs.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The judgement in a sentence.</summary>
    public string Statement => Comparable
        ? "By the records this is the same quantity under the same conditions; whether the data set is the same, its hash tells. It is no AI Energy Score rating: only that leaderboard gives one."
        : $"Not comparable with AI Energy Score ratings: {string.Join("; ", Differences)}.";

    /// <summary>What that benchmark does.</summary>
    public string Protocol { get; init; } = ItsProtocol;

    /// <summary>Stars by the discloser's table; null where none was given.</summary>
    public required StarRating? Stars { get; init; }
}
