using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Workloads;

namespace Joulemark.Running;

/// <summary>Makes the header of a new run.</summary>
internal static class RunHeaders
{
    public static RunHeader Make(BenchmarkPlan plan, MonotonicClock clock, Ledger? ledger)
    {
        var suffix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..4];
        var safe = string.Concat(plan.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        return new RunHeader
        {
            ToolVersion = ToolVersion.Current,
            Id = string.Create(CultureInfo.InvariantCulture, $"{clock.StartedAt:yyyyMMdd'T'HHmmss'Z'}-{safe}-{suffix}"),
            Name = plan.Name,
            StartedAt = clock.StartedAt,
            Status = RunStatus.Running,
            Boundary = ledger?.Boundary,
            SampleRate = plan.Measure.SampleRate,
            Seeds = new Dictionary<string, int>(StringComparer.Ordinal) { ["task"] = plan.Configurations[0].Spec.Seed, ["sampling"] = plan.Configurations[0].Spec.Seed },
            Plan = [.. plan.Round(1).Select(c => c.Name), .. plan.Round(2).Select(c => c.Name)],
            Configurations = [.. plan.Configurations.Select(c => Describe(c, plan))],
        };
    }

    private static ConfigurationRecord Describe(PlannedConfiguration configuration, BenchmarkPlan plan)
    {
        var task = plan.Tasks[configuration.Name];
        return new ConfigurationRecord
        {
            Name = configuration.Name,
            Factors = configuration.Factors,
            Spec = configuration.Values,
            TaskHash = task.ContentHash,
            TaskRequests = task.Items.Count,
            TaskDistinctItems = task.DistinctItems,
            TemplateHash = ContentHash.Of([new TaskItem(configuration.Spec.Workload.Template, configuration.Spec.Workload.System)]),
            HasAnswers = task.Scorer is not null,
        };
    }
}
