using System.Text.Json;

namespace Joulemark.Serving.Tgi;

/// <summary>
/// What Text Generation Inference says of itself: <c>/info</c> (huggingface/text-generation-inference, <c>Info</c> in
/// <c>docs/openapi.json</c> at 003eaec; type, device and batch limits only in older versions, <c>router/src/lib.rs</c> at 014d3fd).
/// </summary>
internal static class TgiFacts
{
    public static void Add(JsonElement? info, ServerFacts facts)
    {
        facts.Add("server.version", info, "version");
        facts.Add("server.build", info, "docker_label");
        facts.Add("server.build", info, "sha");
        facts.Add("server.model.path", info, "model_id");
        facts.Add("server.model.revision", info, "model_sha");
        facts.Add("server.model.dtype", info, "model_dtype");
        facts.Add("server.device", info, "model_device_type");
        facts.Add("server.max-concurrent", info, "max_concurrent_requests");
        facts.Add("server.max-batch", info, "max_batch_size");
        facts.Add("server.max-batch-tokens", info, "max_batch_total_tokens");
        facts.Add("server.max-input-tokens", info, "max_input_tokens");
        facts.Add("server.max-input-tokens", info, "max_input_length"); // older versions
        facts.Add("server.max-model-len", info, "max_total_tokens");
    }
}
