using Joulemark.Records;

namespace Joulemark.Metering.Exporters;

/// <summary>A channel and the series behind it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Rule">What made it.</param>
/// <param name="Key">What the rule calls it: the rule gives this name to each sample that belongs to it.</param>
/// <param name="Series">The samples that it was found in; more than one only where they add up.</param>
internal sealed record MappedChannel(Channel Channel, MetricRule Rule, string Key, IReadOnlyList<MetricSample> Series);
