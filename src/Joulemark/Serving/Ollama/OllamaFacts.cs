namespace Joulemark.Serving.Ollama;

/// <summary>What Ollama says of itself and of a model: <c>/api/version</c>, <c>/api/tags</c>, <c>/api/show</c>, <c>/api/ps</c> (docs/api.md).</summary>
internal static class OllamaFacts
{
    public static async Task AddAsync(ServerProbe probe, string model, ServerFacts facts, CancellationToken cancellationToken)
    {
        facts.Add("server.version", await probe.TryJsonAsync(probe.Beside("api/version"), cancellationToken), "version");
        var tags = await probe.TryJsonAsync(probe.Beside("api/tags"), cancellationToken);
        foreach (var entry in ServerFacts.List(tags, "models").Where(m => ServerFacts.Text(m, "name") == OllamaModels.WithTag(model)))
        {
            facts.Add("server.model.revision", entry, "digest");
            facts.Add("server.model.size", entry, "size");
        }

        var show = await probe.TryJsonAsync(probe.Beside("api/show"), cancellationToken, $"{{\"model\":{ServerText.Json(model)}}}");
        facts.Add("server.model.quantization", show, "details", "quantization_level");
        facts.Add("server.model.parameters", show, "model_info", "general.parameter_count");
        facts.Add("server.model.parameters", show, "details", "parameter_size");
        facts.Add("server.model.format", show, "details", "format");
        facts.AddHash("server.chat-template", ServerFacts.Text(show, "template"));

        // What is loaded now; a model that is not loaded yet gets its context with the first request.
        var loaded = await probe.TryJsonAsync(probe.Beside("api/ps"), cancellationToken);
        foreach (var entry in ServerFacts.List(loaded, "models").Where(m => ServerFacts.Text(m, "name") == OllamaModels.WithTag(model)))
            facts.Add("server.max-model-len", entry, "context_length");
    }
}
