using System.Text.Json.Nodes;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Events of an OpenAI-compatible chat stream.</summary>
internal static class Events
{
    public const string Finish = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";

    public const string Usage = """data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""" + "\n\n";

    public const string Done = "data: [DONE]\n\n";

    /// <summary>How a good answer ends.</summary>
    public const string End = Finish + Usage + Done;

    /// <summary>A whole good answer: <c>Hi 😀</c> in two tokens.</summary>
    public static string Good => Text("Hi ") + Text("😀") + End;

    public static string Text(string text) => Content(new JsonObject { ["x"] = text }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })[5..^1]);

    /// <summary>An event with a text as it stands in JSON, quotes included.</summary>
    public static string Content(string json, string key = "content") => $$$"""data: {"id":"1","choices":[{"index":0,"delta":{"{{{key}}}":{{{json}}}},"finish_reason":null}]}""" + "\n\n";
}
