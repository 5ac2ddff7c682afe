using System.Text;
using System.Text.Json;
using CsCheck;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>
/// However a stream's bytes are cut, and whether an event is known by the template of the one before or is parsed, the
/// answer is what an independent reading of the same events says.
/// </summary>
public sealed class StreamPropertyTests
{
    private static readonly string[] Keys = ["content", "content", "content", "reasoning_content", "reasoning", "refusal"];

    // Texts that look like the bytes around them, beside ordinary ones.
    private static readonly Gen<string> Text = Gen.OneOf<string>(
        Gen.OneOf("", " ", "a", "Hello", " 世界", "😀", "\"", "\\", "\n", "\"}}]}", "},\"finish_reason\":null}", "null", "data: ", "\u0000", "\u2028", "\ud83d", "\ude00", "\\u0041", "é"),
        Gen.String[0, 12]);

    private static readonly Gen<string> Event = Gen.Select(Text, Gen.Int[0, 5], Gen.Int[0, 13], Gen.Int[0, 3], Gen.Bool, (text, key, kind, style, escapes) => Write(text, Keys[key], kind, style, escapes));

    private static readonly Gen<(string[] Events, int[] Cuts, bool CrLf, int Seed)> Stream =
        Gen.Select(Event.Array[0, 40], Gen.Int[1, 40].Array[1, 20], Gen.Bool, Gen.Int);

    [Fact]
    public void Stream_CutAnywhere_SaysWhatItsEventsSay() => Stream.Sample(
        s =>
        {
            var end = s.CrLf ? "\r\n" : "\n";
            var bytes = Encoding.UTF8.GetBytes(string.Concat(s.Events.Select(e => $"data: {e}{end}{end}")) + $"data: [DONE]{end}{end}");

            var reply = ReadInPieces(bytes, s.Cuts);

            var expected = ReadPlainly(s.Events);
            Assert.Equal(expected, (reply.Output, reply.Tokens.Count, reply.FinishReason, reply.Usage));
            Assert.Null(reply.Error);
        },
        iter: 3_000);

    [Fact]
    public void SameEvents_EachReadByAReaderOfItsOwn_SayTheSameAsByOne() => Stream.Sample(
        s =>
        {
            var (one, apart) = (new ServerReply(), new ServerReply());
            var reader = new OpenAIReader();
            foreach (var data in s.Events.Select(Encoding.UTF8.GetBytes))
            {
                reader.Read(data, new Timestamp(1), one);
                new OpenAIReader().Read(data, new Timestamp(1), apart); // has learned nothing
                Assert.Equal((apart.Output, apart.Tokens.Count, apart.FirstAnswer), (one.Output, one.Tokens.Count, one.FirstAnswer));
            }
        },
        iter: 3_000);

    private static ServerReply ReadInPieces(byte[] bytes, int[] cuts)
    {
        var reply = new ServerReply();
        var stream = new ReplyStream(reply, new OpenAIReader(), ReplyFormat.ServerSentEvents, onToken: null);
        stream.OnHead(200, "text/event-stream", new Timestamp(1));
        for (int start = 0, i = 0; start < bytes.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], bytes.Length - start);
            stream.OnBody(bytes.AsSpan(start, length).ToArray(), new Timestamp(i + 2)); // bytes of their own: nothing may lean on the last ones
            start += length;
        }

        stream.OnEnd(new Timestamp(long.MaxValue));
        return reply;
    }

    /// <summary>The plain way: a document of each event.</summary>
    private static (string Output, int Tokens, string? Finish, TokenUsage? Usage) ReadPlainly(string[] events)
    {
        var (output, tokens, finish, usage) = (new StringBuilder(), 0, (string?)null, (TokenUsage?)null);
        foreach (var json in events.Select(e => JsonElement.Parse(e)))
        {
            if (json.GetProperty("choices") is var choices && choices.GetArrayLength() > 0)
            {
                var choice = choices[0];
                var text = TextOf(choice.GetProperty("delta"), "content");
                output.Append(text);
                tokens += text.Length + TextOf(choice.GetProperty("delta"), "reasoning_content").Length + TextOf(choice.GetProperty("delta"), "reasoning").Length > 0 ? 1 : 0;
                finish = choice.TryGetProperty("finish_reason", out var reason) ? reason.GetString() ?? finish : finish;
            }

            if (json.TryGetProperty("usage", out var counts) && counts.ValueKind == JsonValueKind.Object)
                usage = new TokenUsage(counts.GetProperty("prompt_tokens").GetInt32(), counts.GetProperty("completion_tokens").GetInt32());
        }

        return (output.ToString(), tokens, finish, usage);
    }

    /// <summary>Half a pair is no text, and reads as U+FFFD.</summary>
    private static string TextOf(JsonElement delta, string key) =>
        delta.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? Unescaped(value.GetRawText()[1..^1]) : "";

    private static string Unescaped(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)Convert.ToInt32(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append("\"\\/\b\f\n\r\t"["\"\\/bfnrt".IndexOf(raw[i], StringComparison.Ordinal)]);
            }
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Write(string text, string key, int kind, int style, bool escapes)
    {
        var quoted = Quote(text, escapes);
        var (head, tail) = style switch
        {
            0 => ("{\"id\":\"1\",", ""),
            1 => ("{ \"id\" : \"1\" , ", " "),
            2 => ("{", ",\"usage\":null"),
            _ => ("{\"id\":\"2\",\"object\":\"chat.completion.chunk\",\"created\":1,", ",\"logprobs\":null,\"error\":null"),
        };
        return kind switch
        {
            0 => $$$"""{{{head}}}"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]{{{tail}}}}""",
            1 => $$$"""{{{head}}}"choices":[{"index":0,"delta":{"{{{key}}}":{{{quoted}}}},"finish_reason":"length"}]{{{tail}}}}""",
            2 => $$$"""{{{head}}}"choices":[{"index":0,"delta":{"content":{{{quoted}}},"reasoning_content":{{{quoted}}}},"finish_reason":null}]{{{tail}}}}""",
            3 => """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}""",
            4 => $$$"""{"choices":[{"index":0,"delta":{"{{{key}}}":{{{quoted}}}},"finish_reason":null}],"usage":{"prompt_tokens":3,"completion_tokens":{{{text.Length}}}}}""",
            5 => $$$"""{{{head}}}"choices":[{"index":0,"delta":{"{{{key}}}":{{{quoted}}}}},{"index":1,"delta":{"content":"other"}}]{{{tail}}}}""",
            6 => $$$"""{{{head}}}"choices":[{"index":0,"finish_reason":"stop","delta":{}}]{{{tail}}}}""",
            _ => $$$"""{{{head}}}"choices":[{"index":0,"delta":{"{{{key}}}":{{{quoted}}}},"finish_reason":null}]{{{tail}}}}""",
        };
    }

    /// <summary>Writes a text as JSON; half a pair as an escape, since it has no bytes.</summary>
    private static string Quote(string text, bool escapes)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair && !escapes)
                json.Append(c).Append(text[++i]);
            else if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c) || (escapes && c > 'm'))
                json.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                json.Append(c);
        }

        return json.Append('"').ToString();
    }
}
