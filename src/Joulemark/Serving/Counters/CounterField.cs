namespace Joulemark.Serving.Counters;

/// <summary>What of a server's account of itself a metric tells; the members of <see cref="Records.ServerCounters"/>.</summary>
internal enum CounterField
{
    Running,
    Waiting,
    KvCacheUse,
    PrefixCacheQueries,
    PrefixCacheHits,
    Preemptions,
    PromptTokens,
    OutputTokens,
    Requests,
}
