using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Triton;

/// <summary>
/// Reads <c>generate_stream</c>: <c>text_output</c> of each event, and token counts where the model gives them, of each event
/// its own. Nothing marks the end but the end of the response. An error may be an event of a 200 stream.
/// </summary>
/// <param name="mayAccumulate">
/// True for a model whose text may be all the text so far. It is taken for that while each text begins with the one before
/// it, and for what is new from the first that does not.
/// </param>
internal sealed class TritonReader(bool mayAccumulate) : IReplyReader
{
    private bool _accumulates = mayAccumulate;
    private byte[] _soFar = [];
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
        var bytes = Encoding.UTF8.GetBytes(text);
        _accumulates &= bytes.AsSpan().StartsWith(_soFar);
        reply.AddText(_accumulates ? bytes.AsSpan(_soFar.Length) : bytes, at);
        if (_accumulates)
            _soFar = bytes;
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
