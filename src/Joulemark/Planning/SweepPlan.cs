using Joulemark.Workloads;

namespace Joulemark.Planning;

/// <summary>The sweep of a plan. A search makes its points by it as it goes, by the same rules as the plan's own.</summary>
internal sealed class SweepPlan(SweepSpec spec, int seed, Func<PlannedConfiguration, string, PlannedConfiguration> at, Func<WorkloadSpec, WorkloadTask> load)
{
    private readonly Dictionary<WorkloadSpec, WorkloadTask> _tasks = [];

    /// <summary>What was asked for.</summary>
    public SweepSpec Spec => spec;

    /// <summary>The key that a search goes along.</summary>
    public SpecKey Key => SpecKeys.ByPath[spec.Keys[0].Path];

    /// <summary>Highest values of a search's range, one for each of its curves; empty without a search.</summary>
    public IReadOnlyList<PlannedConfiguration> FarEnds { get; init; } = [];

    /// <summary>The point of a curve at a value of the searched key.</summary>
    /// <param name="curve">Any point of the curve.</param>
    /// <param name="value">The value, as text.</param>
    public PlannedConfiguration At(PlannedConfiguration curve, string value) => at(curve, value);

    /// <summary>The task of a point that came up in the run.</summary>
    public WorkloadTask TaskOf(PlannedConfiguration point) =>
        _tasks.TryGetValue(point.Spec.Workload, out var known) ? known : _tasks[point.Spec.Workload] = load(point.Spec.Workload);

    /// <summary>The order of a round: as it is, or shuffled by the seed, each round in its own way.</summary>
    public IEnumerable<PlannedConfiguration> Shuffled(IEnumerable<PlannedConfiguration> round, int number)
    {
        var points = round.ToArray();
        new Random(unchecked((seed * 7919) + number)).Shuffle(points);
        return points;
    }
}
