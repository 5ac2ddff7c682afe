namespace Joulemark.Serving.Ollama;

/// <summary>
/// What Ollama says of itself and of a model: <c>/api/version</c>, <c>/api/tags</c>, <c>/api/show</c>, <c>/api/ps</c>
/// (ollama/ollama, <c>docs/api.md</c> at 01e52d2 and <c>api/types.go</c> at b8761ab; <c>context_length</c> of <c>/api/ps</c> is
/// newer than both and not verified).
/// </summary>
internal static class OllamaFacts
{
    /// <summary>
    /// True where a version is known to count all of a prompt. Before 0.4 its runner counted what it worked on, and what its
    /// cache had was left out (ollama/ollama#3427); from 0.4 to 0.29 it counts the prompt (<c>numPromptInputs</c> in
    /// <c>runner/ollamarunner/runner.go</c> at 010fd33); 0.30 first left the cached tokens out again, which #16428 mended in
    /// June 2026 with a release of 0.30 that is not known here.
    /// </summary>
    public static bool CountsWholePrompts(string? version) =>
        Version.TryParse(version?.Split('-', '+')[0], out var number) && (number.Major > 0 || number.Minor is (>= 4 and < 30) or > 30);

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
