using Joulemark.Planning;
using Joulemark.Statistics;

namespace Joulemark.Load;

/// <summary>How long a user thinks before the next turn of a conversation.</summary>
internal static class ThinkTime
{
    /// <summary>The time before a turn; of a seed it is the same whenever the server answers.</summary>
    /// <param name="spec">The load asked for.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="conversation">Number of the conversation.</param>
    /// <param name="turn">The turn that follows, from 1.</param>
    public static TimeSpan Of(LoadSpec spec, int seed, int conversation, int turn) =>
        spec.ThinkTimeDistribution == "exponential"
            ? spec.ThinkTime * Arrivals.Exponential(new SeededRandom(seed, conversation, turn))
            : spec.ThinkTime;
}
