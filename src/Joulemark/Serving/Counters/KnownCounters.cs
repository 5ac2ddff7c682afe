namespace Joulemark.Serving.Counters;

/// <summary>What servers call their counters. Newest name first; names checked in the servers' own sources and documentation.</summary>
internal static class KnownCounters
{
    /// <summary>vLLM: <c>vllm/v1/metrics/loggers.py</c>; the <c>gpu_</c> names are those of before 0.9. Cached prompt tokens are among the prompt tokens.</summary>
    public static CounterMap Vllm { get; } = new(
        new(CounterField.Running, "vllm:num_requests_running"),
        new(CounterField.Waiting, "vllm:num_requests_waiting"),
        new(CounterField.KvCacheUse, "vllm:kv_cache_usage_perc"),
        new(CounterField.KvCacheUse, "vllm:gpu_cache_usage_perc"),
        new(CounterField.PrefixCacheQueries, "vllm:prefix_cache_queries_total"),
        new(CounterField.PrefixCacheQueries, "vllm:gpu_prefix_cache_queries_total"),
        new(CounterField.PrefixCacheHits, "vllm:prefix_cache_hits_total"),
        new(CounterField.PrefixCacheHits, "vllm:gpu_prefix_cache_hits_total"),
        new(CounterField.Preemptions, "vllm:num_preemptions_total"),
        new(CounterField.PromptTokens, "vllm:prompt_tokens_total"),
        new(CounterField.OutputTokens, "vllm:generation_tokens_total"),
        new(CounterField.Requests, "vllm:request_success_total"));

    /// <summary>
    /// SGLang with <c>--enable-metrics</c>: <c>python/sglang/srt/metrics/collector.py</c>. It has no count of looked-up
    /// tokens: each prompt token is looked up. Other ranks than the first repeat its figures, priorities split them.
    /// </summary>
    public static CounterMap Sglang { get; } = new(
        new(CounterField.Running, "sglang:num_running_reqs"),
        new(CounterField.Waiting, "sglang:num_queue_reqs"),
        new(CounterField.KvCacheUse, "sglang:token_usage"),
        new(CounterField.PrefixCacheQueries, "sglang:prompt_tokens_total"),
        new(CounterField.PrefixCacheHits, "sglang:cached_tokens_total"),
        new(CounterField.PromptTokens, "sglang:prompt_tokens_total"),
        new(CounterField.OutputTokens, "sglang:generation_tokens_total"),
        new(CounterField.Requests, "sglang:num_requests_total"))
    {
        Accepts = s => s.Labels.GetValueOrDefault("tp_rank") is null or "0" && s.Labels.GetValueOrDefault("priority") is null or ""
            && s.Labels.GetValueOrDefault("cache_source") != "total",
    };

    /// <summary>
    /// llama.cpp with <c>--metrics</c>: <c>tools/server/README.md</c>. Its prompt tokens are those computed; since August
    /// 2026 those reused are counted beside them, and both together are what the requests' own counts add up to.
    /// </summary>
    public static CounterMap LlamaCpp { get; } = new(
        new(CounterField.Running, "llamacpp:requests_processing"),
        new(CounterField.Waiting, "llamacpp:requests_deferred"),
        new(CounterField.KvCacheUse, "llamacpp:kv_cache_usage_ratio"),
        new(CounterField.PrefixCacheQueries, "llamacpp:prompt_tokens_total", "llamacpp:prompt_tokens_cached_total"),
        new(CounterField.PrefixCacheHits, "llamacpp:prompt_tokens_cached_total"),
        new(CounterField.PromptTokens, "llamacpp:prompt_tokens_total", "llamacpp:prompt_tokens_cached_total"),
        new(CounterField.PromptTokens, "llamacpp:prompt_tokens_total"),
        new(CounterField.OutputTokens, "llamacpp:tokens_predicted_total"));

    /// <summary>trtllm-serve's <c>/prometheus/metrics</c>: <c>tensorrt_llm/metrics/collector.py</c>; gauges need <c>enable_iter_perf_stats</c>.</summary>
    public static CounterMap TrtllmServe { get; } = new(
        new(CounterField.Running, "trtllm_num_requests_running"),
        new(CounterField.Waiting, "trtllm_num_requests_waiting"),
        new(CounterField.KvCacheUse, "trtllm_kv_cache_utilization"),
        new(CounterField.PrefixCacheHits, "trtllm_prompt_cached_tokens_total"),
        new(CounterField.PromptTokens, "trtllm_prompt_tokens_total"),
        new(CounterField.OutputTokens, "trtllm_generation_tokens_total"),
        new(CounterField.Requests, "trtllm_request_success_total"));

    /// <summary>TGI: <c>router/src/server.rs</c>. Its tokens are sums of histograms, counted as requests end.</summary>
    public static CounterMap Tgi { get; } = new(
        new(CounterField.Running, "tgi_batch_current_size"),
        new(CounterField.Waiting, "tgi_queue_size"),
        new(CounterField.PromptTokens, "tgi_request_input_length_sum"),
        new(CounterField.OutputTokens, "tgi_request_generated_tokens_sum"),
        new(CounterField.Requests, "tgi_request_success"),
        new(CounterField.Requests, "tgi_request_success_total"));

    /// <summary>The reference server. Its output tokens are those of the answers' own usage, without end tokens.</summary>
    public static CounterMap Reference { get; } = new(
        new(CounterField.Running, "joulemark_reference_requests_running"),
        new(CounterField.Waiting, "joulemark_reference_requests_waiting"),
        new(CounterField.PromptTokens, "joulemark_reference_prompt_tokens_total"),
        new(CounterField.OutputTokens, "joulemark_reference_output_tokens_total"),
        new(CounterField.Requests, "joulemark_reference_requests_total"));

    /// <summary>Triton: its own counters of a model, and those of the TensorRT-LLM batch manager (docs: tensorrtllm_backend, "Triton Metrics").</summary>
    /// <param name="model">The model that requests ask for; an ensemble counts apart from its parts.</param>
    public static CounterMap Triton(string model) => new(
        new(CounterField.Running, "nv_trt_llm_request_metrics") { Label = ("request_type", "scheduled") },
        new(CounterField.Waiting, "nv_trt_llm_request_metrics") { Label = ("request_type", "waiting") },
        new(CounterField.Waiting, "nv_inference_pending_request_count"),
        new(CounterField.KvCacheUse, "nv_trt_llm_kv_cache_block_metrics") { Label = ("kv_cache_block_type", "fraction") },
        new(CounterField.Requests, "nv_inference_request_success"))
    {
        Accepts = s => s.Name.StartsWith("nv_trt_llm_", StringComparison.Ordinal) || s.Labels.GetValueOrDefault("model") == model,
    };
}
