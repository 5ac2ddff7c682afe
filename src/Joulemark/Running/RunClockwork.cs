using Joulemark.Planning;

namespace Joulemark.Running;

/// <summary>How long a run takes by the shortest course it can take: for progress, and for the time limit.</summary>
internal sealed class RunClockwork(BenchmarkPlan plan)
{
    // What cannot be known beforehand is guessed here and replaced by what was seen.
    private static readonly TimeSpan GuessedStart = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan GuessedWarmUp = TimeSpan.FromSeconds(3);
    private readonly MeasureSpec _measure = plan.Measure;
    private readonly TimeSpan _windows = TimeSpan.FromTicks(plan.Configurations.Sum(c => (WindowLength.Of(plan, c) ?? plan.Measure.Window).Ticks));

    // Of a search it is known how many windows it spends at most; each may be of a point of its own.
    private readonly TimeSpan? _search = !plan.IsSearch ? null : plan.Configurations.Count * Searching.SearchCurve.StrategyOf(plan).MostWindows
        * (GuessedStart + (plan.Measure.WarmUp ?? GuessedWarmUp) + plan.Measure.CoolDown + plan.Measure.Window + plan.Measure.Idle);

    private TimeSpan? _lastRound;
    private int _rounds = plan.Measure.MinRepeats;

    /// <summary>Time of one round, as the last one took it.</summary>
    public TimeSpan Round => _lastRound ?? (plan.Configurations.Count * (GuessedStart + (_measure.WarmUp ?? GuessedWarmUp) + _measure.CoolDown)) + _windows;

    /// <summary>Time of everything from start to end.</summary>
    public TimeSpan Total => _search ?? ((2 + plan.Configurations.Count) * (_measure.Idle + TimeSpan.FromSeconds(_measure.Idle > TimeSpan.Zero ? 1 : 0))) + (_rounds * Round);

    /// <summary>Takes in how long a round took, its idle baselines left out.</summary>
    public void RoundTook(TimeSpan duration) => _lastRound = duration;

    /// <summary>Takes in that a round is begun, which may be one more than was thought.</summary>
    public void Begin(int round) => _rounds = Math.Max(_rounds, round);
}
