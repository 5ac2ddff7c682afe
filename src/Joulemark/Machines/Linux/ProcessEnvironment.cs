using Joulemark.Planning;
using Joulemark.Serving;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Environment variables that change what a model costs, which servers and commands inherit from Joulemark: these, by their
/// names and by the beginnings of names, and no other are ever recorded. None is whose name is a secret's, and none that says
/// where things are kept.
/// </summary>
internal static class ProcessEnvironment
{
    public static IReadOnlyList<string> Allowed { get; } =
    [
        "CUDA_DEVICE_ORDER", "CUDA_LAUNCH_BLOCKING", "CUDA_MODULE_LOADING", "CUDA_VISIBLE_DEVICES", "DOTNET_PROCESSOR_COUNT", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_gcServer",
        "GOMP_CPU_AFFINITY", "HIP_VISIBLE_DEVICES", "KMP_AFFINITY", "KMP_BLOCKTIME", "MKL_NUM_THREADS", "NCCL_P2P_DISABLE", "NUMEXPR_NUM_THREADS", "NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES",
        "OMP_NUM_THREADS", "OMP_PLACES", "OMP_PROC_BIND", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS", "PYTORCH_CUDA_ALLOC_CONF", "ROCR_VISIBLE_DEVICES", "TOKENIZERS_PARALLELISM",
        "VLLM_ATTENTION_BACKEND", "VLLM_USE_V1", "ZE_AFFINITY_MASK",
    ];

    /// <summary>Beginnings of the names of what tunes drivers, libraries and engines; whole names where they end so.</summary>
    public static IReadOnlyList<string> Beginnings { get; } =
    [
        "CUBLAS_", "CUDA_", "CUDNN_", "FLASHINFER_", "GGML_", "GOMP_", "HF_", "HIP_", "HSA_", "KMP_", "LD_LIBRARY_PATH", "LD_PRELOAD", "LLAMA_ARG_", "MALLOC_", "MIOPEN_", "MKL_", "NCCL_", "NVIDIA_",
        "OLLAMA_", "OMP_", "OPENBLAS_", "PYTORCH_", "ROCR_", "SGLANG_", "SGL_", "TLLM_", "TORCH", "TRANSFORMERS_", "TRITON_", "TRTLLM_", "VLLM_",
    ];

    private static readonly string[] Places = ["_HOME", "_CACHE", "_CACHE_DIR", "_CACHE_PATH", "_CACHE_ROOT", "_HUB", "_DIR", "_ROOT", "_MODELS", "_HOST"];

    /// <summary>A fact for each one that is set. One that is not set is no fact.</summary>
    /// <param name="facts">Where they go.</param>
    /// <param name="variable">A variable's value; null where it is not set.</param>
    /// <param name="variables">Names of those that are set.</param>
    public static void Capture(FactList facts, Func<string, string?> variable, IEnumerable<string> variables)
    {
        foreach (var name in Allowed.Concat(variables.Where(IsRecorded)).Distinct(StringComparer.Ordinal))
        {
            if (variable(name) is { Length: > 0 } value)
                facts.Add($"process.env.{name}", LaunchEnvironment.ForRecord(name, SecretPatterns.Redact(value)), "environment");
        }
    }

    private static bool IsRecorded(string name) =>
        Beginnings.Any(b => name.StartsWith(b, StringComparison.Ordinal)) && !LaunchEnvironment.IsSecretName(name) && !Places.Any(p => name.EndsWith(p, StringComparison.Ordinal));
}
