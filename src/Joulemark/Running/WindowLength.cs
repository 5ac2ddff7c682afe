using Joulemark.Planning;

namespace Joulemark.Running;

/// <summary>How long a window of a configuration will be, as far as that is known beforehand.</summary>
internal static class WindowLength
{
    /// <summary>Its length, at least; null where only the server can tell, by how soon it is done.</summary>
    public static TimeSpan? Of(BenchmarkPlan plan, PlannedConfiguration configuration)
    {
        var load = configuration.Spec.Load;
        var shape = BuiltIns.Load(load.Kind);
        return shape.IsWholeTask(load) ? shape.Length(load, plan.TaskOf(configuration)) : plan.Measure.Window;
    }
}
