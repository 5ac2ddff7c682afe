using System.Text.Json;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// What SGLang says of itself: <c>/server_info</c> (older versions have <c>/get_server_info</c> alone) has all that it was
/// started with, its keys too, of which only what is named here is taken. sgl-project/sglang,
/// <c>python/sglang/srt/entrypoints/http_server.py</c> at 0025436: the arguments of the server, the scheduler's facts
/// (<c>max_total_num_tokens</c>), <c>internal_states</c> and <c>version</c>. Names of arguments that have changed since are no facts.
/// </summary>
internal static class SglangFacts
{
    public static async Task AddAsync(ServerProbe probe, JsonElement? entry, string model, ServerFacts facts, CancellationToken cancellationToken)
    {
        var info = await probe.TryJsonAsync(probe.Beside("server_info"), cancellationToken) ?? await probe.TryJsonAsync(probe.Beside("get_server_info"), cancellationToken);
        var state = ServerFacts.List(info, "internal_states").Select(s => (JsonElement?)s).FirstOrDefault();
        facts.Add("server.version", info, "version");
        facts.Add("server.max-model-len", entry, "max_model_len");
        facts.Add("server.max-model-len", info, "context_length");
        if (ServerFacts.Text(info, "model_path") is { } path && path != model)
            facts.Add("server.model.path", path);
        facts.Add("server.model.revision", info, "revision");
        facts.Add("server.model.dtype", info, "dtype");
        facts.Add("server.model.quantization", info, "quantization");
        facts.Add("server.kv-cache.dtype", info, "kv_cache_dtype");
        facts.Add("server.kv-cache.tokens", info, "max_total_num_tokens");
        facts.Add("server.kv-cache.block-size", info, "page_size");
        facts.Add("server.max-batch", info, "max_running_requests");
        facts.Add("server.max-batch", state, "effective_max_running_requests_per_dp");
        facts.Add("server.max-batch-tokens", info, "max_prefill_tokens");
        facts.Add("server.chunked-prefill", info, "chunked_prefill_size");
        facts.Add("server.gpu-memory-utilization", info, "mem_fraction_static");
        facts.AddSwitch("server.prefix-cache", ServerFacts.Text(info, "disable_radix_cache"), inverted: true);
        facts.AddSwitch("server.cuda-graphs", ServerFacts.Text(info, "disable_cuda_graph"), inverted: true);
        facts.Add("server.tensor-parallel", info, "tp_size");
        facts.Add("server.pipeline-parallel", info, "pp_size");
        facts.Add("server.data-parallel", info, "dp_size");
        facts.Add("server.attention-backend", info, "attention_backend");
        facts.Add("server.speculative", info, "speculative_algorithm");
        facts.AddHash("server.chat-template", ServerFacts.Text(info, "chat_template"));
    }
}
