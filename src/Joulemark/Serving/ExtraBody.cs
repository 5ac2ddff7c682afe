using System.Text.Json;

namespace Joulemark.Serving;

/// <summary>Fields that a spec adds to the body of each request, e.g. <c>{"top_p": 0.9}</c>. Those that Joulemark sets itself stay as they are.</summary>
internal sealed class ExtraBody
{
    /// <summary>Objects of requests whose members are ours and the spec's together.</summary>
    private static readonly string[] Shared = ["parameters", "options", "stream_options"];
    private readonly JsonElement _fields;

    private ExtraBody(JsonElement fields) => _fields = fields;

    /// <summary>The fields of a spec's text; null for none.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ExtraBody? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var fields = JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return fields.ValueKind == JsonValueKind.Object ? new ExtraBody(fields) : throw new JsonException($"a JSON {fields.ValueKind.ToString().ToLowerInvariant()}, not an object");
    }

    /// <summary>Dotted names of those fields that a kind of server is sent by Joulemark itself.</summary>
    /// <param name="kind">Kind of server; <c>auto</c> may become any.</param>
    public IEnumerable<string> Overwrites(string kind) => Names().Where(n => Reserved(kind).Contains(n, StringComparer.Ordinal));

    /// <summary>Names of shared objects that are given as something else than an object.</summary>
    public IEnumerable<string> Misshapen() => Shared.Where(s => _fields.TryGetProperty(s, out var value) && value.ValueKind != JsonValueKind.Object);

    /// <summary>True where the spec gives a field at the top of the body.</summary>
    public bool Has(string name) => _fields.TryGetProperty(name, out _);

    /// <summary>Writes the fields at the top of the body.</summary>
    /// <param name="json">Where to, within an object.</param>
    /// <param name="written">Shared objects that were written with <see cref="WriteIn"/>.</param>
    public void WriteTop(Utf8JsonWriter json, params ReadOnlySpan<string> written)
    {
        foreach (var field in _fields.EnumerateObject())
        {
            if (!written.Contains(field.Name))
                field.WriteTo(json);
        }
    }

    /// <summary>Writes the fields of a shared object into ours.</summary>
    public void WriteIn(Utf8JsonWriter json, string name)
    {
        if (!_fields.TryGetProperty(name, out var shared))
            return;
        foreach (var field in shared.EnumerateObject())
            field.WriteTo(json);
    }

    private IEnumerable<string> Names() => _fields.EnumerateObject().SelectMany(f =>
        f.Value.ValueKind == JsonValueKind.Object && Shared.Contains(f.Name) ? f.Value.EnumerateObject().Select(i => $"{f.Name}.{i.Name}") : [f.Name]);

    private static string[] Reserved(string kind)
    {
        string[] openAI =
        [
            "model", "messages", "prompt", "stream", "stream_options.include_usage", "stream_options.continuous_usage_stats",
            "max_tokens", "max_completion_tokens", "min_tokens", "ignore_eos", "temperature", "seed", "n",
        ];
        string[] tgi = ["inputs", "stream", "parameters.max_new_tokens", "parameters.details", "parameters.do_sample", "parameters.temperature", "parameters.seed"];
        string[] triton = [.. Triton.TritonFields.Ours];
        string[] ollama = ["model", "messages", "prompt", "stream", "options.num_predict", "options.temperature", "options.seed"];
        string[] kserve = ["inputs", "id", "parameters.binary_data_output"];
        return kind switch
        {
            "openai" => openAI,
            "tgi" => tgi,
            "triton" => triton,
            "ollama" => ollama,
            "kserve" => kserve,
            _ => [.. openAI, .. tgi, .. triton, .. ollama, .. kserve],
        };
    }
}
