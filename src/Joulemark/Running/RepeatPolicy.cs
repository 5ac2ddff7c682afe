using Joulemark.Planning;
using Joulemark.Statistics;

namespace Joulemark.Running;

/// <summary>Decides how long to go on repeating.</summary>
internal static class RepeatPolicy
{
    /// <summary>Why repeating stops after a round, or null to go on.</summary>
    /// <param name="measure">The limits.</param>
    /// <param name="rounds">Rounds done.</param>
    /// <param name="headlines">Headline figure of each window, by configuration.</param>
    /// <param name="elapsed">Time since the run began.</param>
    /// <param name="nextRound">Time another round and the end of the run would take.</param>
    public static string? StopReason(
        MeasureSpec measure, int rounds, IReadOnlyCollection<IReadOnlyList<double>> headlines, TimeSpan elapsed, TimeSpan nextRound)
    {
        if (headlines.Count == 0)
            return "no-points-left"; // the server failed at all of them
        if (rounds < measure.MinRepeats)
            return null;
        if (headlines.All(h => IsPrecise(h, measure)))
            return "precision";
        if (rounds >= measure.MaxRepeats)
            return "max-repeats";
        return elapsed + nextRound > measure.TimeLimit ? "time-limit" : null;
    }

    /// <summary>True when a configuration's interval is as tight as was asked for.</summary>
    public static bool IsPrecise(IReadOnlyList<double> values, MeasureSpec measure)
    {
        if (values.Count < MeanInterval.FewestRepeats)
            return false;
        var interval = MeanInterval.Of(values, measure.IsSequential);
        return interval.Upper - interval.Value <= measure.Precision * Math.Abs(interval.Value);
    }
}
