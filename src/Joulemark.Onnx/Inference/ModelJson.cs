using System.Text.Json.Serialization;

namespace Joulemark.Onnx.Inference;

/// <summary>JSON inside model files, without reflection.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class ModelJson : JsonSerializerContext;
