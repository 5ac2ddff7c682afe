using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Triton;

/// <summary>
/// Reads <c>generate_stream</c>: <c>text_output</c> of each event, and token counts where the model gives them.
/// <c>num_output_tokens</c> is that of the event alone, which adds up: in triton-inference-server/vllm_backend,
/// <c>src/utils/request.py</c> at 11c4e0f, less what earlier events had; in NVIDIA/TensorRT-LLM,
/// <c>triton_backend/inflight_batcher_llm/src/model_instance_state.cc</c> at 0c8de69 and
/// <c>all_models/inflight_batcher_llm/tensorrt_llm/1/model.py</c> at 0d5352f, the size of the event's output ids, also where the
/// scripted pipeline's text accumulates (<c>tensorrt_llm_bls/1/lib/triton_decoder.py</c> at 07f3e44). <c>num_input_tokens</c> is the
/// prompt's in each. Nothing marks the end but the end of the response. An error may be an event of a 200 stream.
/// </summary>
/// <param name="accumulates">
/// True for a model whose text is all the text so far, false for what is new, null where that is not known: then it is taken
/// for all so far while each text begins with the one before it, and for what is new from the first that does not.
/// </param>
internal sealed class TritonReader(bool? accumulates) : IReplyReader
{
    private bool? _accumulates = accumulates;
    private string _soFar = "";
    private int? _prompt;
    private int? _generated;

    public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("an event that is not a JSON object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("text_output"u8))
                    AddText(JsonTokens.Text(ref json), at, reply);
                else if (json.ValueTextEquals("num_input_tokens"u8))
                    _prompt = First(ref json) ?? _prompt;
                else if (json.ValueTextEquals("num_output_tokens"u8))
                    _generated = First(ref json) is { } count ? (_generated ?? 0) + count : _generated;
                else if (json.ValueTextEquals("finish_reason"u8))
                    reply.FinishReason = JsonTokens.Text(ref json) is { Length: > 0 } reason && reason is not ("None" or "null") ? reason : reply.FinishReason;
                else if (json.ValueTextEquals("error"u8))
                    reply.Fail(FailureKinds.StreamError, JsonTokens.Text(ref json) ?? "an error without words");
                else
                    json.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            reply.Fail(FailureKinds.StreamError, $"an event that cannot be read: {e.Message}");
        }

        return true;
    }

    public void End(bool saidSo, ServerReply reply)
    {
        if (_prompt is { } prompt && _generated is { } generated)
            reply.Usage = new TokenUsage(prompt, generated);
        if (reply.FirstEvent is null)
            reply.Fail(FailureKinds.Truncated, "the stream ended without an event");
    }

    private void AddText(string? text, Timestamp at, ServerReply reply)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (_accumulates is null && !text.StartsWith(_soFar, StringComparison.Ordinal))
            _accumulates = false;
        if (_accumulates == false)
        {
            reply.AddText(Encoding.UTF8.GetBytes(text), at);
            return;
        }

        // Half a character is decoded as U+FFFD until the token comes that has the rest of it.
        var whole = text.TrimEnd('\uFFFD');
        if (whole.Length <= _soFar.Length)
            return;
        reply.AddText(Encoding.UTF8.GetBytes(whole[_soFar.Length..]), at);
        _soFar = whole;
    }

    /// <summary>A number, be it alone or the first of a list: an output of one element is written as the element.</summary>
    private static int? First(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.TryGetInt32(out var alone) ? alone : null;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return null;
        }

        int? first = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (first is null && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number))
                first = number;
            json.Skip();
        }

        return first;
    }
}
