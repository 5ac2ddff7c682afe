using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>Metadata of a fake Triton's models, and the arithmetic of its classifier.</summary>
internal static class FakeTritonModels
{
    private const int Classes = 4;

    /// <summary>Inputs and outputs, by the names of the model repositories of TensorRT-LLM and of the vLLM backend.</summary>
    public static JsonObject Metadata(FakeTritonModel model, string name)
    {
        (string Name, string Type, long[] Shape)[] inputs = model switch
        {
            FakeTritonModel.Ensemble =>
            [
                ("text_input", "BYTES", [-1, 1]), ("max_tokens", "INT32", [-1, 1]), ("bad_words", "BYTES", [-1, -1]), ("stop_words", "BYTES", [-1, -1]),
                ("exclude_input_in_output", "BOOL", [-1, 1]), ("end_id", "INT32", [-1, 1]), ("pad_id", "INT32", [-1, 1]), ("top_k", "INT32", [-1, 1]), ("top_p", "FP32", [-1, 1]),
                ("temperature", "FP32", [-1, 1]), ("min_tokens", "INT32", [-1, 1]), ("seed", "UINT64", [-1, 1]), ("beam_width", "INT32", [-1, 1]), ("stream", "BOOL", [-1, 1]),
            ],
            FakeTritonModel.Bls =>
            [
                ("text_input", "BYTES", [-1, 1]), ("max_tokens", "INT32", [-1, 1]), ("exclude_input_in_output", "BOOL", [-1, 1]), ("top_k", "INT32", [-1, 1]),
                ("temperature", "FP32", [-1, 1]), ("min_tokens", "INT32", [-1, 1]), ("seed", "UINT64", [-1, 1]), ("beam_width", "INT32", [-1, 1]), ("stream", "BOOL", [-1, 1]),
                ("num_draft_tokens", "INT32", [-1, 1]), ("return_num_input_tokens", "BOOL", [-1, 1]), ("return_num_output_tokens", "BOOL", [-1, 1]),
            ],
            FakeTritonModel.LlmApi =>
            [
                ("text_input", "BYTES", [-1]), ("streaming", "BOOL", [1]), ("sampling_param_best_of", "INT32", [1]), ("sampling_param_temperature", "FP32", [1]),
                ("sampling_param_top_k", "INT32", [1]), ("sampling_param_top_p", "FP32", [1]), ("sampling_param_max_tokens", "INT32", [1]), ("sampling_param_seed", "UINT64", [1]),
                ("sampling_param_exclude_input_from_output", "BOOL", [1]), ("return_finish_reason", "BOOL", [1]),
            ],
            FakeTritonModel.Vllm =>
            [
                ("text_input", "BYTES", [1]), ("stream", "BOOL", [1]), ("sampling_parameters", "BYTES", [1]), ("exclude_input_in_output", "BOOL", [1]),
                ("return_finish_reason", "BOOL", [1]), ("return_num_input_tokens", "BOOL", [1]), ("return_num_output_tokens", "BOOL", [1]),
            ],
            FakeTritonModel.Image => [("image", "FP32", [-1, 3, 2, 2])],
            _ => [("pixels", "UINT8", [-1, 8]), ("scale", "FP32", [1])],
        };
        (string Name, string Type, long[] Shape)[] outputs = model switch
        {
            FakeTritonModel.Image => [("scores", "FP32", [-1, Classes])],
            FakeTritonModel.Labels => [("label", "BYTES", [-1])],
            _ => [("text_output", "BYTES", [-1])],
        };
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray("1"),
            ["platform"] = model switch { FakeTritonModel.Ensemble => "ensemble", FakeTritonModel.Image => "onnxruntime_onnx", _ => "python" },
            ["inputs"] = Tensors(inputs),
            ["outputs"] = Tensors(outputs),
        };
    }

    /// <summary>The scores of a request's first input: the sum of each quarter of its elements.</summary>
    /// <exception cref="InvalidDataException">What came is not what its header says.</exception>
    public static float[] Scores(JsonObject request, ReadOnlyMemory<byte> binary)
    {
        var input = request["inputs"]![0]!;
        var type = input["datatype"]!.GetValue<string>();
        var count = input["shape"]!.AsArray().Aggregate(1, (product, size) => product * size!.GetValue<int>());
        var values = new float[count];
        if (input["parameters"]?["binary_data_size"] is { } size)
        {
            var width = type == "FP32" ? 4 : 1;
            var total = request["inputs"]!.AsArray().Sum(i => i!["parameters"]!["binary_data_size"]!.GetValue<int>());
            if (size.GetValue<int>() != count * width || total != binary.Length)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"unexpected additional input data: {total} bytes named, {binary.Length} sent"));
            for (var i = 0; i < count; i++)
                values[i] = width == 4 ? BinaryPrimitives.ReadSingleLittleEndian(binary.Span[(i * 4)..]) : binary.Span[i];
        }
        else
        {
            var data = input["data"]!.AsArray();
            if (data.Count != count)
                throw new InvalidDataException("Shape does not match true shape of 'data' field");
            for (var i = 0; i < count; i++)
                values[i] = data[i]!.GetValue<float>();
        }

        return [.. Enumerable.Range(0, Classes).Select(c => values.Skip(c * count / Classes).Take(count / Classes).Sum())];
    }

    private static JsonArray Tensors(IEnumerable<(string Name, string Type, long[] Shape)> tensors) => new([.. tensors.Select(t => (JsonNode)new JsonObject
    {
        ["name"] = t.Name,
        ["datatype"] = t.Type,
        ["shape"] = new JsonArray([.. t.Shape.Select(d => JsonValue.Create(d))]),
    })]);
}
