using Joulemark.Serving;

namespace Joulemark.Machines.Linux;

/// <summary>Environment variables that change what a model costs: these and no other are ever recorded.</summary>
internal static class ProcessEnvironment
{
    public static IReadOnlyList<string> Allowed { get; } =
    [
        "CUDA_DEVICE_ORDER", "CUDA_LAUNCH_BLOCKING", "CUDA_MODULE_LOADING", "CUDA_VISIBLE_DEVICES", "DOTNET_PROCESSOR_COUNT", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_gcServer",
        "GOMP_CPU_AFFINITY", "HIP_VISIBLE_DEVICES", "KMP_AFFINITY", "KMP_BLOCKTIME", "MKL_NUM_THREADS", "NCCL_P2P_DISABLE", "NUMEXPR_NUM_THREADS", "NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES",
        "OMP_NUM_THREADS", "OMP_PLACES", "OMP_PROC_BIND", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS", "PYTORCH_CUDA_ALLOC_CONF", "ROCR_VISIBLE_DEVICES", "TOKENIZERS_PARALLELISM",
        "VLLM_ATTENTION_BACKEND", "VLLM_USE_V1", "ZE_AFFINITY_MASK",
    ];

    /// <summary>A fact for each one that is set. One that is not set is no fact.</summary>
    public static void Capture(FactList facts, Func<string, string?> variable)
    {
        foreach (var name in Allowed)
        {
            if (variable(name) is { Length: > 0 } value)
                facts.Add($"process.env.{name}", SecretPatterns.Redact(value), "environment");
        }
    }
}
