using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Workloads;

namespace Joulemark.Running;

/// <summary>Makes the header of a new run.</summary>
internal static class RunHeaders
{
    public static RunHeader Make(BenchmarkPlan plan, MonotonicClock clock, Ledger? ledger) => new()
    {
        ToolVersion = ToolVersion.Current,
        Id = IdOf(plan.Name, clock),
        Name = plan.Name,
        StartedAt = clock.StartedAt,
        Status = RunStatus.Running,
        Boundary = ledger?.Boundary,
        Allow = plan.Allow,
        SampleRate = plan.Measure.SampleRate,
        Seeds = new Dictionary<string, int>(StringComparer.Ordinal) { ["task"] = plan.Configurations[0].Spec.Seed, ["sampling"] = plan.Configurations[0].Spec.Seed },
        Plan = plan.IsSearch ? [] : [.. plan.Round(1).Select(c => c.Name), .. plan.Round(2).Select(c => c.Name)],
        Configurations = plan.IsSearch ? [] : [.. plan.Configurations.Select(c => Describe(c, plan))], // a search adds its points as it comes to them
        Sweep = plan.Sweep?.Spec.ToRecord(),
        Continues = plan.Continues,
        SpecFile = plan.SpecFile,
    };

    public static RunHeader Make(CommandPlan plan, MonotonicClock clock, Ledger? ledger) => new()
    {
        ToolVersion = ToolVersion.Current,
        Id = IdOf(NameOf(plan), clock),
        Name = NameOf(plan),
        StartedAt = clock.StartedAt,
        Status = RunStatus.Running,
        Boundary = ledger?.Boundary,
        SampleRate = plan.SampleRate,
        Seeds = new Dictionary<string, int>(StringComparer.Ordinal),
        Plan = [NameOf(plan)],
        Configurations = [Describe(plan)],
    };

    /// <summary>A command's name: its program's, without the folder.</summary>
    public static string NameOf(CommandPlan plan) => Path.GetFileName(plan.Command[0]) is { Length: > 0 } name ? name : plan.Command[0];

    private static string IdOf(string name, MonotonicClock clock)
    {
        var suffix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..4];
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{clock.StartedAt:yyyyMMdd'T'HHmmss'Z'}-{safe}-{suffix}");
    }

    private static ConfigurationRecord Describe(CommandPlan plan) => Describe(plan, SecretPatterns.Redact(plan.Command));

    /// <param name="plan">The plan.</param>
    /// <param name="command">The command as it is kept. Its hash is of this too: a short secret could be guessed from one of its own.</param>
    private static ConfigurationRecord Describe(CommandPlan plan, IReadOnlyList<string> command) => new()
    {
        Name = NameOf(plan),
        Factors = new Dictionary<string, string>(StringComparer.Ordinal),
        Spec = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["boundary"] = RecordNames.Of(plan.Boundary),
            ["measure.idle"] = Seconds(plan.Idle),
            ["measure.cool-down"] = Seconds(plan.CoolDown),
            ["measure.repeats.min"] = plan.Repeats.ToString(CultureInfo.InvariantCulture),
            ["measure.sample-rate"] = plan.SampleRate.ToString(CultureInfo.InvariantCulture),
        },
        Command = command,
        TaskHash = ContentHash.Of([.. command.Select(word => new TaskItem(word, null))]),
        TaskRequests = 1,
        TaskDistinctItems = 1,
        TemplateHash = ContentHash.Of([]),
    };

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");

    /// <summary>A configuration as it is recorded.</summary>
    public static ConfigurationRecord Describe(PlannedConfiguration configuration, BenchmarkPlan plan)
    {
        var task = plan.TaskOf(configuration);
        return new ConfigurationRecord
        {
            Name = configuration.Name,
            Factors = LaunchEnvironment.ForRecord(configuration.Factors),
            Spec = LaunchEnvironment.ForRecord(configuration.Values),
            TaskHash = task.ContentHash,
            TaskRequests = task.Items.Count,
            TaskDistinctItems = task.DistinctItems,
            TemplateHash = ContentHash.Of([new TaskItem(configuration.Spec.Workload.Template, configuration.Spec.Workload.System)]),
            TaskIsRenewed = task.Renew is not null,
            FileHashes = task.FileHashes,
            Tokenizer = task.TokenCounter?.Name,
            HasAnswers = task.Scorer is not null,
        };
    }
}
