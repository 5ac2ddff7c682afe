using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>
/// Triton: KServe v2 with the binary tensor data and generate extensions, as its protocol documents have them. Scores of
/// the image model are computed from the tensor that came: class i is the sum of its i-th quarter.
/// </summary>
public sealed class FakeTritonServer : FakeServer
{
    private readonly FakeTritonModel _model;

    private FakeTritonServer(FakeTritonModel model) => _model = model;

    /// <summary>What it calls itself; Triton by default.</summary>
    public string ServerName { get; set; } = "triton";

    /// <summary>Takes and gives tensors as bytes; default true. Other servers of the protocol often do not.</summary>
    public bool HasBinaryTensors { get; set; } = true;

    /// <summary>Has the list of models that Triton has; default true.</summary>
    public bool HasIndex { get; set; } = true;

    /// <summary>Name of its model.</summary>
    public string ModelName => _model switch
    {
        FakeTritonModel.Ensemble => "ensemble",
        FakeTritonModel.LlmApi => "tensorrt_llm",
        FakeTritonModel.Vllm => "vllm_model",
        FakeTritonModel.Bls => "tensorrt_llm_bls",
        FakeTritonModel.Image => "resnet",
        _ => "labels",
    };

    /// <summary>Starts a server.</summary>
    public static FakeTritonServer Start(FakeTritonModel model) => new(model);

    private protected override async Task<bool> AnswerAsync(FakeConnection connection, FakeCall call)
    {
        var model = "/v2/models/" + ModelName;
        switch (call.Method, call.Route)
        {
            case ("GET", "/v2/health/ready"):
                await connection.SendAsync(Loading ? 400 : 200, "text/plain", "", Stopping);
                return true;
            case ("GET", "/v2"):
                JsonArray extensions = HasBinaryTensors
                    ? ["classification", "sequence", "model_repository", "schedule_policy", "model_configuration", "binary_tensor_data", "parameters", "statistics", "trace", "logging"] : [];
                await SendJsonAsync(connection, new JsonObject { ["name"] = ServerName, ["version"] = "2.61.0", ["extensions"] = extensions });
                return true;
            case ("POST", "/v2/repository/index") when HasIndex:
                await SendJsonAsync(connection, new JsonArray(new JsonObject { ["name"] = ModelName, ["version"] = "1", ["state"] = "READY" }));
                return true;
            case ("GET", "/metrics"):
                await SendTextAsync(connection, Metrics());
                return true;
            case ("GET", var route) when route == model:
                await SendJsonAsync(connection, FakeTritonModels.Metadata(_model, ModelName));
                return true;
            case ("GET", var route) when route == model + "/config":
                var parameters = _model == FakeTritonModel.Bls ? new JsonObject { ["accumulate_tokens"] = new JsonObject { ["string_value"] = "true" } } : [];
                await SendJsonAsync(connection, new JsonObject { ["name"] = ModelName, ["backend"] = "tensorrtllm", ["max_batch_size"] = 64, ["dynamic_batching"] = new JsonObject(), ["parameters"] = parameters });
                return true;
            case ("POST", var route) when route == model + "/generate_stream" && _model < FakeTritonModel.Image:
                return await GenerateAsync(connection, call);
            case ("POST", var route) when route == model + "/infer" && _model >= FakeTritonModel.Image:
                await InferAsync(connection, call);
                return true;
            default:
                await SendJsonAsync(connection, new JsonObject { ["error"] = $"Request for unknown model: '{call.Route.Split('/').ElementAtOrDefault(3)}' is not found" }, call.Route.StartsWith("/v2/", StringComparison.Ordinal) ? 400 : 404);
                return true;
        }
    }

    private string Metrics() => string.Create(CultureInfo.InvariantCulture, $$"""
        # HELP nv_inference_request_success Number of successful inference requests, all batch sizes
        # TYPE nv_inference_request_success counter
        nv_inference_request_success{model="{{ModelName}}",version="1"} {{RequestsDone}}
        nv_inference_request_success{model="another",version="1"} 77
        nv_inference_pending_request_count{model="{{ModelName}}",version="1"} 0
        nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting",version="1"} 1
        nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} {{Running}}
        nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="max",version="1"} 512
        nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="tensorrt_llm",version="1"} 0.375
        nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="tensorrt_llm",version="1"} 6239

        """);

    private async Task<bool> GenerateAsync(FakeConnection connection, FakeCall call)
    {
        var body = call.Json;
        var sampling = _model == FakeTritonModel.Vllm && body["sampling_parameters"] is JsonValue text ? JsonNode.Parse(text.GetValue<string>()) as JsonObject ?? [] : body;
        if ((sampling["max_tokens"] ?? sampling["sampling_param_max_tokens"]) is not JsonValue most)
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = "in ensemble 'ensemble', expected 1 value for 'max_tokens'" }, 400);
            return true;
        }

        await connection.BeginStreamAsync(promisesKeepAlive: false, Stopping, "text/event-stream; charset=utf-8");
        Task Event(JsonNode data) => connection.SendChunkAsync(Encoding.UTF8.GetBytes($"data: {data.ToJsonString(FakeJson.Plain)}\n\n"), Stopping);
        var (all, count) = ("", 0);
        await foreach (var token in GenerateAsync(most.GetValue<int>(), sampling["ignore_eos"] is JsonValue ignore && ignore.GetValue<bool>()))
        {
            if (Fails && count == 1)
            {
                await Event(new JsonObject { ["error"] = "Executor failed process requestId 3 due to the following error" });
                break;
            }

            all += token;
            count++;
            var data = new JsonObject { ["model_name"] = ModelName, ["model_version"] = "1", ["text_output"] = _model is FakeTritonModel.LlmApi or FakeTritonModel.Bls ? all : token };
            if (_model == FakeTritonModel.Vllm)
                (data["num_input_tokens"], data["num_output_tokens"], data["finish_reason"]) = (PromptTokens, 1, count == Math.Min(most.GetValue<int>(), Tokens.Count) ? "stop" : "None");
            else if (_model == FakeTritonModel.Bls && body["return_num_output_tokens"] is not null)
                (data["num_input_tokens"], data["num_output_tokens"]) = (PromptTokens, 1);
            else
                (data["sequence_id"], data["sequence_start"], data["sequence_end"]) = (0, false, false);
            await Event(data);
        }

        await connection.EndStreamAsync(Stopping);
        return true;
    }

    private async Task InferAsync(FakeConnection connection, FakeCall call)
    {
        await foreach (var _ in GenerateAsync(0, exact: true))
        {
            // An inference is counted as a request, and has no tokens.
        }

        var header = call.Headers.TryGetValue("Inference-Header-Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : call.Body.Length;
        if (JsonNode.Parse(call.Body.Span[..header]) is not JsonObject request || (header < call.Body.Length && !HasBinaryTensors))
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = "failed to parse the request JSON buffer" }, 400);
            return;
        }

        if (Holds is { } hold)
            await hold.WaitAsync(Stopping);
        if (Fails)
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = "onnx runtime error 1: out of memory" }, 500);
            return;
        }

        float[] scores;
        try
        {
            scores = FakeTritonModels.Scores(request, call.Body[header..]);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = e.Message }, 400);
            return;
        }

        var (output, bytes) = _model == FakeTritonModel.Labels ? Label(scores) : Values(scores);
        var binary = request["parameters"]?["binary_data_output"]?.GetValue<bool>() == true;
        output[binary ? "parameters" : "data"] = binary ? new JsonObject { ["binary_data_size"] = bytes.Length }
            : _model == FakeTritonModel.Labels ? new JsonArray(Encoding.UTF8.GetString(bytes.AsSpan(4))) : new JsonArray([.. scores.Select(s => JsonValue.Create(s))]);
        var json = Encoding.UTF8.GetBytes(new JsonObject { ["model_name"] = ModelName, ["model_version"] = "1", ["outputs"] = new JsonArray(output) }.ToJsonString(FakeJson.Plain));
        if (binary)
            await connection.SendAsync(200, "application/octet-stream", [.. json, .. bytes], string.Create(CultureInfo.InvariantCulture, $"Inference-Header-Content-Length: {json.Length}\r\n"), Stopping);
        else
            await connection.SendAsync(200, "application/json", json, "", Stopping);
    }

    private static (JsonObject, byte[]) Values(float[] scores)
    {
        var bytes = new byte[scores.Length * sizeof(float)];
        for (var i = 0; i < scores.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), scores[i]);
        return (new JsonObject { ["name"] = "scores", ["datatype"] = "FP32", ["shape"] = new JsonArray(1, scores.Length) }, bytes);
    }

    private static (JsonObject, byte[]) Label(float[] scores)
    {
        var name = Encoding.UTF8.GetBytes("class " + Array.IndexOf(scores, scores.Max()).ToString(CultureInfo.InvariantCulture));
        var bytes = new byte[sizeof(int) + name.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, name.Length);
        name.CopyTo(bytes, sizeof(int));
        return (new JsonObject { ["name"] = "label", ["datatype"] = "BYTES", ["shape"] = new JsonArray(1) }, bytes);
    }
}
