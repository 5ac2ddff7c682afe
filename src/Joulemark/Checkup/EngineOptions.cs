namespace Joulemark.Checkup;

/// <summary>What fixes an engine's limits: its options on the command line, or variables of its environment.</summary>
/// <param name="Name">The engine.</param>
/// <param name="Marks">By which words or images it is known.</param>
/// <param name="Batch">What fixes the most requests that are worked on at once.</param>
/// <param name="Dtype">What fixes the precision; none where the model's file does.</param>
/// <param name="CacheOff">What turns the prefix cache off, which is on without; none where that is not known.</param>
internal sealed record EngineOptions(string Name, IReadOnlyList<string> Marks, IReadOnlyList<string> Batch, IReadOnlyList<string> Dtype, IReadOnlyList<string> CacheOff)
{
    // By each engine's own documentation of its command line.
    private static readonly EngineOptions[] Known =
    [
        new("SGLang", ["sglang"], ["--max-running-requests"], ["--dtype"], ["--disable-radix-cache"]),
        new("vLLM", ["vllm"], ["--max-num-seqs"], ["--dtype"], ["--no-enable-prefix-caching"]),
        new("TensorRT-LLM", ["trtllm", "tensorrt-llm", "tensorrt_llm"], ["--max_batch_size"], [], []),
        new("TGI", ["text-generation-inference", "text-generation-launcher"], ["--max-batch-size", "MAX_BATCH_SIZE", "--max-concurrent-requests", "MAX_CONCURRENT_REQUESTS"], ["--dtype", "DTYPE", "--quantize", "QUANTIZE"], []),
        new("llama.cpp", ["llama-server", "llama.cpp"], ["--parallel", "-np", "LLAMA_ARG_N_PARALLEL"], [], []),
        new("Ollama", ["ollama"], ["OLLAMA_NUM_PARALLEL"], [], []),
    ];

    public static EngineOptions? Find(IReadOnlyList<string> words) =>
        Array.Find(Known, e => e.Marks.Any(m => words.Any(w => w.Contains(m, StringComparison.OrdinalIgnoreCase))));
}
