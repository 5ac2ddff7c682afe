namespace Joulemark.Serving.Launching;

/// <summary>
/// Which flags of each engine say what its API tells. Those whose meaning differs from the fact's are left out (llama.cpp's
/// context is of all slots together, its fact of one).
/// </summary>
internal static class EngineFlags
{
    private const string Dtype = "server.model.dtype";
    private const string MaxBatch = "server.max-batch";
    private const string MaxBatchTokens = "server.max-batch-tokens";
    private const string MaxLength = "server.max-model-len";
    private const string Path = "server.model.path";
    private const string Quantization = "server.model.quantization";
    private const string TensorParallel = "server.tensor-parallel";
    private const string CacheDtype = "server.kv-cache.dtype";

    /// <summary>True for the repository of an engine's own makers, whose tags are the engine's versions; of any other a tag may say anything.</summary>
    public static bool TagsAreVersions(string? engine, string repository) => engine switch
    {
        "vllm" => "vllm/vllm-openai",
        "sglang" => "lmsysorg/sglang",
        "tgi" => "huggingface/text-generation-inference",
        "trtllm-serve" => "nvidia/tensorrt-llm/release",
        "llama.cpp" => "ggml-org/llama.cpp",
        "ollama" => "ollama/ollama",
        _ => null,
    } is { } own && (repository == own || repository.EndsWith("/" + own, StringComparison.Ordinal));

    /// <summary>The flags of an engine, by the name that its facts give it.</summary>
    public static IReadOnlyList<EngineFlag> Of(string? engine) => engine switch
    {
        "vllm" =>
        [
            new(Path, "--model", "serve"), new(Dtype, "--dtype"), new(MaxBatch, "--max-num-seqs"), new(MaxBatchTokens, "--max-num-batched-tokens"), new(MaxLength, "--max-model-len"),
            new(Quantization, "--quantization", "-q"), new(TensorParallel, "--tensor-parallel-size", "-tp"), new(CacheDtype, "--kv-cache-dtype"),
            new("server.gpu-memory-utilization", "--gpu-memory-utilization"),
        ],
        "sglang" =>
        [
            new(Path, "--model-path", "--model"), new(Dtype, "--dtype"), new(MaxBatch, "--max-running-requests"), new(MaxBatchTokens, "--max-prefill-tokens"), new(MaxLength, "--context-length"),
            new(Quantization, "--quantization"), new(TensorParallel, "--tensor-parallel-size", "--tp-size", "--tp"), new(CacheDtype, "--kv-cache-dtype"),
            new("server.gpu-memory-utilization", "--mem-fraction-static"),
        ],
        "tgi" =>
        [
            new(Path, "--model-id", "MODEL_ID"), new(Dtype, "--dtype", "DTYPE"), new(MaxBatch, "--max-batch-size", "MAX_BATCH_SIZE"), new(MaxBatchTokens, "--max-batch-total-tokens", "MAX_BATCH_TOTAL_TOKENS"),
            new(MaxLength, "--max-total-tokens", "MAX_TOTAL_TOKENS"), new(Quantization, "--quantize", "QUANTIZE"), new("server.max-concurrent", "--max-concurrent-requests", "MAX_CONCURRENT_REQUESTS"),
        ],
        "trtllm-serve" =>
        [
            new(Dtype, "--dtype"), new(MaxBatch, "--max-batch-size"), new(MaxBatchTokens, "--max-num-tokens"), new(MaxLength, "--max-seq-len"), new(TensorParallel, "--tp-size"),
        ],
        "llama.cpp" => [new(Path, "--model", "-m", "LLAMA_ARG_MODEL"), new(MaxBatch, "--parallel", "-np", "LLAMA_ARG_N_PARALLEL")],
        "ollama" => [new(MaxBatch, "OLLAMA_NUM_PARALLEL"), new(MaxLength, "OLLAMA_CONTEXT_LENGTH"), new(CacheDtype, "OLLAMA_KV_CACHE_TYPE")],
        "joulemark" => [new(MaxBatch, "--max-batch")],
        _ => [],
    };
}
