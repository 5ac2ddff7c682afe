using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Joulemark.Serving.Triton;

/// <summary>
/// The names that a model behind Triton gives to what every language model takes. They are read from the model's own
/// metadata: TensorRT-LLM's pipeline (NVIDIA/TensorRT-LLM, <c>triton_backend/all_models/inflight_batcher_llm/ensemble/config.pbtxt</c>
/// at 2a9abd9 and <c>tensorrt_llm_bls/config.pbtxt</c> at 0193dbd), its LLM API (<c>all_models/llmapi/tensorrt_llm/config.pbtxt</c>
/// at 0a71057, names with <c>sampling_param_</c>) and the vLLM backend (triton-inference-server/vllm_backend,
/// <c>src/utils/request.py</c> at 11c4e0f, sampling as JSON in <c>sampling_parameters</c>) each have others, and older versions
/// have others again. A field the model does not have is not sent; the LLM API has none for a least number of tokens.
/// </summary>
/// <remarks>
/// TensorRT-LLM's <c>num_output_tokens</c> is the size of the event's output ids, of all beams together and with the prompt
/// where it is in the output (<c>triton_backend/inflight_batcher_llm/src/model_instance_state.cc</c> at 0c8de69), and the
/// scripted pipeline gives that of its last round only when it drafts. So counts are asked for only where the prompt can be
/// left out and none of these is asked for.
/// </remarks>
internal sealed class TritonFields
{
    private static readonly string[] MaxNames = ["max_tokens", "sampling_param_max_tokens"];
    private static readonly string[] MinNames = ["min_tokens", "min_length"];
    private static readonly string[] StreamNames = ["stream", "streaming"];
    private static readonly string[] ExcludeNames = ["exclude_input_in_output", "sampling_param_exclude_input_from_output"];
    private static readonly string[] TemperatureNames = ["temperature", "sampling_param_temperature"];
    private static readonly string[] TopKNames = ["top_k", "sampling_param_top_k"];
    private static readonly string[] SeedNames = ["seed", "random_seed", "sampling_param_seed"];
    private static readonly string[] CountNames = ["return_num_input_tokens", "return_num_output_tokens"];
    private static readonly string[] CountSpoilers = ["beam_width", "num_return_sequences", "num_draft_tokens"];
    private const string FinishName = "return_finish_reason";
    private readonly string? _max;
    private readonly string? _min;
    private readonly string? _stream;
    private readonly string? _exclude;
    private readonly string? _temperature;
    private readonly string? _topK;
    private readonly string? _seed;
    private readonly string[] _counts;
    private readonly bool _finish;
    private readonly bool _samplingAsJson;

    public TritonFields(TritonModel model)
    {
        string? Of(string[] names) => names.FirstOrDefault(model.Takes);
        (_max, _min, _stream, _exclude) = (Of(MaxNames), Of(MinNames), Of(StreamNames), Of(ExcludeNames));
        (_temperature, _topK, _seed) = (Of(TemperatureNames), Of(TopKNames), Of(SeedNames));
        _counts = [.. CountNames.Where(n => _exclude is not null && model.Takes(n))];
        (_finish, _samplingAsJson) = (model.Takes(FinishName), model.Takes("sampling_parameters"));
    }

    /// <summary>Every field that may be sent by us.</summary>
    public static IEnumerable<string> Ours { get; } =
    [
        "text_input", "sampling_parameters", .. MaxNames, .. MinNames, .. StreamNames, .. ExcludeNames, .. TemperatureNames, .. SeedNames, .. CountNames, FinishName,
    ];

    /// <summary>True when the model can be told how many tokens to generate at most.</summary>
    public bool CanLimit => _max is not null || _samplingAsJson;

    public ReadOnlyMemory<byte> Write(ServerRequest request, ExtraBody? extra)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("text_input"u8, ServerText.Plain(request.Messages));
            if (_max is not null)
                json.WriteNumber(_max, request.MaxOutputTokens);
            if (_min is not null && request.ExactOutputTokens)
                json.WriteNumber(_min, request.MaxOutputTokens);
            if (_stream is not null)
                json.WriteBoolean(_stream, true);
            if (_exclude is not null)
                json.WriteBoolean(_exclude, true);
            if (request.Temperature > 0 && _temperature is not null)
                json.WriteNumber(_temperature, request.Temperature);
            if (request.Temperature <= 0 && _topK is not null && extra?.Has(_topK) != true)
                json.WriteNumber(_topK, 1); // greedy: TensorRT-LLM takes no temperature of 0
            if (_seed is not null)
                json.WriteNumber(_seed, request.Seed);
            foreach (var count in CountSpoilers.Any(n => extra?.Has(n) == true) ? [] : _counts)
                json.WriteBoolean(count, true);
            if (_finish)
                json.WriteBoolean(FinishName, true);
            if (_samplingAsJson && _max is null)
                json.WriteString("sampling_parameters"u8, Sampling(request));
            extra?.WriteTop(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string Sampling(ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("max_tokens"u8, request.MaxOutputTokens);
            if (request.ExactOutputTokens)
            {
                json.WriteNumber("min_tokens"u8, request.MaxOutputTokens);
                json.WriteBoolean("ignore_eos"u8, true);
            }

            json.WriteNumber("temperature"u8, request.Temperature);
            json.WriteNumber("seed"u8, request.Seed);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
