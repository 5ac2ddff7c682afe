namespace Joulemark.Comparison;

/// <summary>
/// What cannot but differ where a key differs, so that isolating the key isolates it as well. What can be held the same all
/// the same is no consequence: it must be held, isolated too, or allowed.
/// </summary>
internal static class FactConsequences
{
    private static readonly string[] Build =
    [
        "server.version", "server.build", "server.image", "server.image-digest", "server.launch.image", "server.cuda", "server.cudnn", "server.pytorch",
        "server.attention-backend", "server.kv-cache.tokens",
    ];

    // What a server is told on its command line, its model, version and image left out: those have keys of their own.
    private static readonly string[] Settings =
    [
        "server.max-batch", "server.max-batch-tokens", "server.max-concurrent", "server.max-input-tokens", "server.max-model-len", "server.kv-cache.*",
        "server.chunked-prefill", "server.cuda-graphs", "server.prefix-cache", "server.speculative", "server.attention-backend", "server.dynamic-batching",
        "server.gpu-memory-utilization", "server.tensor-parallel", "server.pipeline-parallel", "server.data-parallel", "server.engines",
        "server.model.dtype", "server.model.quantization", "server.threads",
    ];

    private static readonly string[] Task = ["workload.task-sha256", "workload.template-sha256", "workload.data-sha256", "workload.task-requests"];

    /// <summary>Pattern of the key, and patterns of what follows; the table of docs/comparability.md.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Follow)> All { get; } =
    [
        ("server.model", ["server.model.*", "server.chat-template", "server.kv-cache.tokens"]),
        ("server.model.*", ["server.model.*", "server.kv-cache.tokens"]),
        ("server.version", Build),
        ("server.image", [.. Build, "server.engine"]),
        ("server.image-digest", Build),
        ("server.launch.image", [.. Build, "server.engine"]),
        ("server.launch.arguments", Settings),
        ("server.launch.environment", Settings),
        ("server.engine", ["server.kind", "server.engine", .. Build, "server.cuda-graphs", "server.kv-cache.block-size"]),
        ("server.kind", ["server.engine", .. Build, "server.cuda-graphs", "server.kv-cache.block-size"]),
        ("server.max-model-len", ["server.kv-cache.tokens"]),
        ("server.gpu-memory-utilization", ["server.kv-cache.tokens"]),
        ("server.kv-cache.dtype", ["server.kv-cache.tokens"]),
        ("server.tensor-parallel", ["server.kv-cache.tokens"]),

        ("gpu.model", ["gpu.model", "gpu.memory-gib", "gpu.vbios", "gpu.architecture", "gpu.power-limit*", "gpu.sm-clock-max-mhz", "gpu.memory-clock-max-mhz",
            "gpu.application-*", "gpu.pcie.*", "gpu.temperature-c", "ledger.readings", "server.kv-cache.tokens"]),
        ("gpu.count", ["gpu.model", "ledger", "gpus", "server.kv-cache.tokens"]),
        ("gpus", ["ledger"]),
        ("gpu.power-limit-w", ["controls.gpu.power-limit", "gpu.power-limit-enforced-w"]),
        ("controls.gpu.power-limit", ["gpu.power-limit-w", "gpu.power-limit-enforced-w"]),
        ("controls.gpu.clocks", ["gpu.application-*", "gpu.sm-clock-max-mhz", "gpu.memory-clock-max-mhz"]),
        ("controls.gpu.persistence", ["gpu.persistence"]),
        ("gpu.persistence", ["controls.gpu.persistence"]),
        ("cpu.governor", ["controls.cpu.governor", "cpu.energy-preference"]),
        ("controls.cpu.governor", ["cpu.governor", "cpu.energy-preference"]),
        ("cpu.turbo", ["controls.cpu.turbo", "cpu.frequency-max-mhz"]),
        ("controls.cpu.turbo", ["cpu.turbo", "cpu.frequency-max-mhz"]),
        ("cpu.smt", ["cpu.logical"]),
        ("controls.cpu.affinity", ["process.affinity"]),
        ("cpu.model", ["cpu.architecture", "cpu.packages", "cpu.cores", "cpu.logical", "cpu.microcode", "cpu.driver", "cpu.frequency-max-mhz", "cpu.energy-preference", "numa.*"]),

        // The machine as a whole: all of its hardware, what drives it, and what depends on how much there is of it.
        ("machine", ["machine.*", "cpu.*", "firmware.*", "gpu.*", "memory.*", "numa.*", "driver.*", "cuda.driver", "temperature.*", "cgroup.*", "process.affinity", "ledger", "ledger.readings", "server.kv-cache.tokens"]),
        ("driver.nvidia", ["driver.modules", "cuda.driver"]),
        ("os.name", ["os.*", "driver.modules"]),
        ("os.kernel", ["os.kernel-parameters", "driver.modules", "cpu.driver"]),
        ("container.image", ["container.image-digest"]),
        ("container.image-digest", ["container.image"]),

        ("workload.kind", ["workload.*"]),
        ("workload.path", Task),
        ("workload.sha256", Task),
        ("workload.*", ["workload.task-sha256", "workload.template-sha256"]),
        ("workload.requests", ["workload.task-requests"]),
        ("seed", ["workload.task-sha256"]),
        ("load", ["load.*", "workload.requests", "workload.task-requests"]), // what tells the configurations of an import apart
        ("load.kind", ["load.*"]),
        ("load.of", ["load.from", "load.to", "load.levels"]),
    ];

    /// <summary>The isolated key that another follows from; null where it follows from none.</summary>
    public static string? CauseOf(string key, IEnumerable<string> isolated) =>
        isolated.FirstOrDefault(i => All.Any(c => FactKey.Matches(c.Key, i) && c.Follow.Any(f => FactKey.Matches(f, key))));
}
