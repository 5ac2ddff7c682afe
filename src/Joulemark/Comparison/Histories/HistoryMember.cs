using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Comparison.Histories;

/// <summary>A configuration of one run, which may be a point of a history.</summary>
internal sealed class HistoryMember(RunRecord record, RunResult result, ConfigurationRecord configuration)
{
    public RunRecord Record => record;

    public RunResult Result => result;

    public ConfigurationRecord Configuration => configuration;

    public ConfigurationFingerprint Fingerprint { get; } = ConfigurationFingerprint.Of(record, configuration);

    public bool IsValid => RecordedPoint.Judge(record, configuration.Name, result.Configurations[configuration.Name]).Valid;

    public Estimate? Figure(string metric) => result.Configurations[configuration.Name].Metrics.GetValueOrDefault(metric);

    public bool Has(string metric) => Figure(metric)?.Value is not null;
}
