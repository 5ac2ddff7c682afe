using System.Text;
using Joulemark.Metering.Exporters;
using Joulemark.Records;

namespace Joulemark.Serving.Counters;

/// <summary>Reads one kind of server's metrics page into the counters that all servers have in common.</summary>
internal sealed class CounterMap
{
    private readonly IReadOnlyList<CounterRule> _rules;
    private readonly byte[][] _names;

    public CounterMap(params IReadOnlyList<CounterRule> rules)
    {
        _rules = rules;
        _names = [.. rules.SelectMany(r => r.Metrics).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Which samples count; all by default. Leaves out what a server exports twice.</summary>
    public Func<MetricSample, bool> Accepts { get; init; } = _ => true;

    /// <summary>What makes samples of one metric repeat each other, as ranks that work on the same requests do; null where nothing does.</summary>
    public RankLabels? Ranks { get; init; }

    /// <summary>The counters on a page; null when there are none. Never throws.</summary>
    public ServerCounters? Read(ReadOnlySpan<byte> page)
    {
        var samples = MetricsText.Parse(page, openMetrics: false, IsWanted).Samples.Where(s => double.IsFinite(s.Value) && Accepts(s)).ToList();
        samples = Ranks?.FirstOfEach(samples) ?? samples;
        double? Of(CounterField field) => _rules.Where(r => r.Field == field).Select(r => Value(r, samples)).FirstOrDefault(v => v is not null);
        return samples.Count == 0 ? null : new ServerCounters
        {
            Running = Of(CounterField.Running),
            Waiting = Of(CounterField.Waiting),
            KvCacheUse = Of(CounterField.KvCacheUse),
            PrefixCacheQueries = Of(CounterField.PrefixCacheQueries),
            PrefixCacheHits = Of(CounterField.PrefixCacheHits),
            Preemptions = Of(CounterField.Preemptions),
            PromptTokens = Of(CounterField.PromptTokens),
            OutputTokens = Of(CounterField.OutputTokens),
            Requests = Of(CounterField.Requests),
        };
    }

    /// <summary>Counts add up over a server's engines and finish reasons; a share is their mean.</summary>
    private static double? Value(CounterRule rule, List<MetricSample> samples)
    {
        double sum = 0;
        foreach (var metric in rule.Metrics)
        {
            var found = samples.Where(s => s.Name == metric && (rule.Label is not { } label || s.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
            if (found.Count == 0)
                return null;
            sum += rule.Field == CounterField.KvCacheUse ? found.Average(s => s.Value) : found.Sum(s => s.Value);
        }

        return sum;
    }

    private bool IsWanted(ReadOnlySpan<byte> name)
    {
        foreach (var wanted in _names)
        {
            if (name.SequenceEqual(wanted))
                return true;
        }

        return false;
    }
}
