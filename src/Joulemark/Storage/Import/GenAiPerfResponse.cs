using System.Text;
using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>What one response of a request carried: an event of an OpenAI-compatible server, or Triton's <c>text_output</c>.</summary>
/// <param name="Text">Its text; empty for a role, a usage or an end.</param>
/// <param name="Usage">Token counts; null where it had none.</param>
internal readonly record struct GenAiPerfResponse(string Text, TokenUsage? Usage)
{
    private const string Mark = "data:";

    public static GenAiPerfResponse Of(JsonElement output)
    {
        if (output.At("text_output").Text() is { } triton)
            return new GenAiPerfResponse(triton, null);
        if ((output.At("response").Text() ?? ((JsonElement?)output).Text()) is not { } response)
            return new GenAiPerfResponse("", null);
        var text = new StringBuilder();
        TokenUsage? usage = null;
        foreach (var line in response.Split('\n'))
        {
            var data = line.Trim();
            if (data.StartsWith(Mark, StringComparison.Ordinal))
                data = data[Mark.Length..].Trim();
            if (data is not ['{', ..])
                continue;
            try
            {
                var chunk = JsonElement.Parse(data);
                if (chunk.At("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0)
                {
                    var choice = choices[0];
                    text.Append(choice.At("delta", "reasoning_content").Text()).Append(choice.At("delta", "content").Text() ?? choice.At("text").Text() ?? choice.At("message", "content").Text());
                }

                if (chunk.At("usage", "completion_tokens").Count() is { } tokens)
                    usage = new TokenUsage(chunk.At("usage", "prompt_tokens").Count() ?? 0, tokens);
            }
            catch (JsonException)
            {
                // A response that the client cut in two carries no text that could be told.
            }
        }

        return new GenAiPerfResponse(text.ToString(), usage);
    }
}
