using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace Joulemark.Onnx.Inference;

/// <summary>What a model file says of itself.</summary>
internal sealed record ModelInfo
{
    public required string Name { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int HeadDimension { get; init; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public required int Context { get; init; }

    public required IReadOnlyList<string> Vocabulary { get; init; }

    public required string Precision { get; init; }

    public required long Parameters { get; init; }

    public required string Revision { get; init; }

    public static ModelInfo Read(ModelMetadata metadata)
    {
        string Fact(string name) => metadata.CustomMetadataMap.TryGetValue("joulemark." + name, out var value) ? value
            : throw new InvalidDataException($"The model file has no 'joulemark.{name}': it is not one of Joulemark's reference models.");
        int Number(string name) => int.Parse(Fact(name), CultureInfo.InvariantCulture);
        return new ModelInfo
        {
            Name = Fact("model"),
            Layers = Number("layers"),
            Heads = Number("heads"),
            HeadDimension = Number("head_dim"),
            Context = Number("context"),
            Vocabulary = JsonSerializer.Deserialize(Fact("vocabulary"), ModelJson.Default.StringArray) ?? [],
            Precision = Fact("precision"),
            Parameters = long.Parse(Fact("parameters"), CultureInfo.InvariantCulture),
            Revision = Fact("revision"),
        };
    }
}
