using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.Metering.Exporters;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// What vLLM says of itself: <c>/version</c>, its list of models, the labels of <c>vllm:cache_config_info</c>, and with
/// <c>VLLM_SERVER_DEV_MODE=1</c> its whole configuration under <c>/server_info</c>. vllm-project/vllm:
/// <c>vllm/entrypoints/openai/engine/protocol.py</c> at 040a2cc (<c>ModelCard</c>), <c>vllm/v1/metrics/loggers.py</c> at 005a810
/// (the labels are the fields of the cache's configuration, one sample an engine), and
/// <c>vllm/entrypoints/serve/instrumentator/server_info.py</c> at 09cb327 (<c>config_format=json</c>; older versions give text).
/// The label <c>kv_cache_size_tokens</c> of newer versions was seen on servers' pages only.
/// </summary>
internal static class VllmFacts
{
    public static async Task AddAsync(ServerProbe probe, JsonElement? entry, string model, ServerFacts facts, CancellationToken cancellationToken)
    {
        facts.Add("server.version", await probe.TryJsonAsync(probe.Beside("version"), cancellationToken), "version");
        facts.Add("server.max-model-len", entry, "max_model_len");
        if (ServerFacts.Text(entry, "root") is { } root && root != model)
            facts.Add("server.model.path", root);
        if (await probe.TryAsync(probe.Beside("metrics"), cancellationToken) is { Status: 200 } page)
            AddCache(page.Body, facts);
        AddConfiguration(ServerFacts.Find(await probe.TryJsonAsync(probe.Beside("server_info?config_format=json"), cancellationToken), "vllm_config"), facts);
    }

    private static void AddCache(string page, ServerFacts facts)
    {
        var samples = MetricsText.Parse(Encoding.UTF8.GetBytes(page), openMetrics: false, name => name.SequenceEqual("vllm:cache_config_info"u8)).Samples;
        if (samples.Count == 0)
            return;
        var labels = samples[0].Labels;
        facts.AddSwitch("server.prefix-cache", labels.GetValueOrDefault("enable_prefix_caching"));
        facts.Add("server.gpu-memory-utilization", labels.GetValueOrDefault("gpu_memory_utilization"));
        facts.Add("server.kv-cache.dtype", labels.GetValueOrDefault("cache_dtype"));
        facts.Add("server.kv-cache.block-size", labels.GetValueOrDefault("block_size"));
        facts.Add("server.kv-cache.tokens", labels.GetValueOrDefault("kv_cache_size_tokens"));
        if (long.TryParse(labels.GetValueOrDefault("block_size"), NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            && long.TryParse(labels.GetValueOrDefault("num_gpu_blocks"), NumberStyles.None, CultureInfo.InvariantCulture, out var blocks))
        {
            facts.Add("server.kv-cache.tokens", (block * blocks).ToString(CultureInfo.InvariantCulture));
        }

        facts.Add("server.engines", samples.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static void AddConfiguration(JsonElement? config, ServerFacts facts)
    {
        facts.Add("server.model.dtype", ServerFacts.Text(config, "model_config", "dtype")?.Replace("torch.", "", StringComparison.Ordinal));
        facts.Add("server.model.quantization", config, "model_config", "quantization");
        facts.Add("server.model.revision", config, "model_config", "revision");
        facts.AddSwitch("server.cuda-graphs", ServerFacts.Text(config, "model_config", "enforce_eager"), inverted: true);
        facts.Add("server.max-batch", config, "scheduler_config", "max_num_seqs");
        facts.Add("server.max-batch-tokens", config, "scheduler_config", "max_num_batched_tokens");
        facts.AddSwitch("server.chunked-prefill", ServerFacts.Text(config, "scheduler_config", "enable_chunked_prefill"));
        facts.Add("server.tensor-parallel", config, "parallel_config", "tensor_parallel_size");
        facts.Add("server.pipeline-parallel", config, "parallel_config", "pipeline_parallel_size");
        facts.Add("server.data-parallel", config, "parallel_config", "data_parallel_size");
        facts.Add("server.speculative", config, "speculative_config", "method");
    }
}
