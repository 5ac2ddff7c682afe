using System.Text.Json;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// What llama.cpp's server says of itself: <c>/props</c> (ggml-org/llama.cpp, <c>tools/server/README.md</c> at 00dc805), and
/// <c>meta</c> in its list of models. <c>model_ftype</c> of <c>/props</c> is not verified.
/// </summary>
internal static class LlamaCppFacts
{
    public static async Task AddAsync(ServerProbe probe, JsonElement? entry, string model, ServerFacts facts, CancellationToken cancellationToken)
    {
        var props = await probe.TryJsonAsync(probe.Beside("props"), cancellationToken);
        facts.Add("server.version", props, "build_info");
        facts.Add("server.max-batch", props, "total_slots");
        facts.Add("server.max-model-len", props, "default_generation_settings", "n_ctx"); // of a slot, not of all together
        facts.Add("server.max-model-len", props, "n_ctx");
        facts.Add("server.max-model-len", entry, "meta", "n_ctx");
        facts.Add("server.model.quantization", props, "model_ftype");
        facts.Add("server.model.quantization", entry, "meta", "ftype");
        facts.Add("server.model.parameters", entry, "meta", "n_params");
        facts.Add("server.model.size", entry, "meta", "size");
        if (ServerFacts.Text(props, "model_path") is { } path && path != model)
            facts.Add("server.model.path", path);
        facts.AddHash("server.chat-template", ServerFacts.Text(props, "chat_template"));
    }
}
