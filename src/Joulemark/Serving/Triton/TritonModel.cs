using System.Text.Json;

namespace Joulemark.Serving.Triton;

/// <summary>A model behind a server that speaks KServe v2: what it takes and gives.</summary>
internal sealed record TritonModel(string Name, string? Platform, IReadOnlyList<TritonTensor> Inputs, IReadOnlyList<TritonTensor> Outputs)
{
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
