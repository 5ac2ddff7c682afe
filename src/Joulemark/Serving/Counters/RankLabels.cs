using System.Globalization;
using Joulemark.Metering.Exporters;

namespace Joulemark.Serving.Counters;

/// <summary>The labels of a server that works on one request with several ranks, each of which may export the same figures.</summary>
/// <param name="Group">Label of a group of ranks with requests of its own: groups add up.</param>
/// <param name="Ranks">Labels of the ranks in a group, the most significant first: only the first rank of a group that there is counts.</param>
internal sealed record RankLabels(string Group, params IReadOnlyList<string> Ranks)
{
    /// <summary>Of each metric and group, the samples of the first rank; samples without these labels stay.</summary>
    public List<MetricSample> FirstOfEach(IEnumerable<MetricSample> samples) =>
    [
        .. samples.GroupBy(s => (s.Name, s.Labels.GetValueOrDefault(Group))).SelectMany(group =>
        {
            var first = group.Min(Rank);
            return group.Where(s => Rank(s) == first);
        }),
    ];

    /// <summary>One number for all the ranks of a sample; ranks are far fewer than the step between two labels.</summary>
    private long Rank(MetricSample sample) => Ranks.Aggregate(0L, (rank, label) => (rank << 20)
        + (int.TryParse(sample.Labels.GetValueOrDefault(label), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0));
}
