namespace Joulemark.Serving.Counters;

/// <summary>
/// What servers call their counters. Newest name first. Each map names the file that its names were read in, with the commit
/// where one is known. Python's Prometheus client writes a counter with <c>_total</c> behind its name; Rust's and Triton's do not.
/// </summary>
internal static class KnownCounters
{
    /// <summary>
    /// vLLM: vllm-project/vllm, <c>vllm/v1/metrics/loggers.py</c> at 005a810 (both spellings; <c>gpu_</c> deprecated in 0.9) and
    /// a6f0308 (the old alone). Look-ups and hits are in tokens, cache use is a share of 1. A prompt's whole length is counted
    /// when its first token comes (<c>stats.py</c> at 0015f3f), what the cache had included.
    /// </summary>
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
    /// SGLang with <c>--enable-metrics</c>: sgl-project/sglang, <c>python/sglang/srt/observability/metrics_collector.py</c> at
    /// 016d860 (before, <c>srt/metrics/collector.py</c> at 00ae9c1). Tokens and requests count as requests end. It has no count
    /// of looked-up tokens: each prompt token is looked up. A request's cached tokens are counted either by their sources or,
    /// where those are not known, under the source <c>total</c>, never both: all add up. Gauges carry the ranks of the
    /// scheduler (<c>scheduler_metrics_mixin.py</c> at 00eef54): each data-parallel rank has its own requests, and the first
    /// tensor-parallel rank of one is not rank 0; priorities split what the empty one sums up.
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
        Accepts = s => s.Labels.GetValueOrDefault("priority") is null or "",
        Ranks = new RankLabels("dp_rank", "pp_rank", "tp_rank"),
    };

    /// <summary>
    /// llama.cpp with <c>--metrics</c>: ggml-org/llama.cpp, <c>tools/server/README.md</c> at 00dc805. Its prompt tokens are
    /// those computed (<c>tools/server/server-context.cpp</c> at fb40266, <c>on_prompt_eval</c>). Newer servers count those
    /// reused beside them, and both together are what the requests' own counts add up to: that name was read on servers' pages
    /// and in a copy of <c>server-task.cpp</c>, not in a dated file of the project itself; nor was
    /// <c>kv_cache_usage_ratio</c>, which the README no longer has.
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

    /// <summary>
    /// trtllm-serve's <c>/prometheus/metrics</c> (NVIDIA/TensorRT-LLM, <c>examples/serve/prometheus_metrics.py</c> at 61cef21):
    /// <c>tensorrt_llm/metrics/collector.py</c> at 050f80d.
    /// Tokens and requests count as requests end and need <c>return_perf_metrics</c>; gauges need <c>enable_iter_perf_stats</c>.
    /// Running is the count of active requests, scheduled in this iteration or not.
    /// </summary>
    public static CounterMap TrtllmServe { get; } = new(
        new(CounterField.Running, "trtllm_num_requests_running"),
        new(CounterField.Waiting, "trtllm_num_requests_waiting"),
        new(CounterField.KvCacheUse, "trtllm_kv_cache_utilization"),
        new(CounterField.PrefixCacheHits, "trtllm_prompt_cached_tokens_total"),
        new(CounterField.PromptTokens, "trtllm_prompt_tokens_total"),
        new(CounterField.OutputTokens, "trtllm_generation_tokens_total"),
        new(CounterField.Requests, "trtllm_request_success_total"));

    /// <summary>
    /// TGI: huggingface/text-generation-inference, <c>backends/v3/src/backend.rs</c> at 1d0847a (batch),
    /// <c>router/src/validation.rs</c> at 01067f8 (input) and <c>router/src/server.rs</c> at 003eaec (the rest). Its tokens are sums of
    /// histograms: a prompt's are added when it is found valid, be it turned away afterwards, an answer's when it ends.
    /// </summary>
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

    /// <summary>
    /// Triton: its own counters of a model (triton-inference-server/server, <c>docs/user_guide/metrics.md</c> at 067c1e9, which is
    /// older than <c>nv_inference_pending_request_count</c>), and those of the TensorRT-LLM batch manager (NVIDIA/TensorRT-LLM,
    /// <c>triton_backend/inflight_batcher_llm/src/custom_metrics_reporter/custom_metrics_reporter.cc</c> at 0d5352f).
    /// </summary>
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
