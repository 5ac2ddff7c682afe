using System.Text.Json;

namespace Joulemark.Serving.Triton;

/// <summary>A model behind a server that speaks KServe v2: what it takes and gives.</summary>
internal sealed record TritonModel(string Name, string? Platform, IReadOnlyList<TritonTensor> Inputs, IReadOnlyList<TritonTensor> Outputs)
{
    /// <summary>
    /// True where each event of a stream has all the text so far, false where it has what is new, null where that is not
    /// known. The LLM API's always has (<c>output.text</c> in NVIDIA/TensorRT-LLM,
    /// <c>triton_backend/all_models/llmapi/tensorrt_llm/1/model.py</c> at 044a90d, is that of <c>tensorrt_llm/executor/result.py</c>
    /// at 005bc84, which grows); the scripted pipeline's where its configuration says <c>accumulate_tokens</c>
    /// (<c>inflight_batcher_llm/tensorrt_llm_bls/1/model.py</c> at 0ef1f21, whose words for yes these are).
    /// </summary>
    public bool? Accumulates(JsonElement? config)
    {
        if (Takes("sampling_param_max_tokens"))
            return true;
        if (!Name.EndsWith("_bls", StringComparison.Ordinal) && ServerFacts.Find(config, "parameters", "accumulate_tokens") is null)
            return false;
        return config is null ? null : ServerFacts.Text(config, "parameters", "accumulate_tokens", "string_value")?.ToUpperInvariant() is "TRUE" or "YES" or "1" or "T";
    }

    /// <summary>True for a language model: it takes text and gives text.</summary>
    public bool IsLanguageModel => Takes("text_input") && Outputs.Any(o => o.Name == "text_output");

    public bool Takes(string input) => Inputs.Any(i => i.Name == input);

    /// <summary>The metadata of <c>/v2/models/NAME</c>; null when it is none.</summary>
    public static TritonModel? Read(JsonElement? metadata) => ServerFacts.Text(metadata, "name") is { } name
        ? new TritonModel(name, ServerFacts.Text(metadata, "platform"), Tensors(metadata, "inputs"), Tensors(metadata, "outputs")) : null;

    private static List<TritonTensor> Tensors(JsonElement? metadata, string list) =>
    [
        .. ServerFacts.List(metadata, list).Select(t => new TritonTensor(
            ServerFacts.Text(t, "name") ?? "", ServerFacts.Text(t, "datatype") ?? "", [.. ServerFacts.List(t, "shape").Select(d => d.TryGetInt64(out var size) ? size : -1)])),
    ];
}
