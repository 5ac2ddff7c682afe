using System.Text.Json;

namespace Joulemark.Tests.Onnx;

/// <summary>What the training side wrote down of tokenizer, generator and models, for this side to match (models/vectors.py).</summary>
internal static class ReferenceVectors
{
    public static JsonElement Root { get; } = JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors.json")));

    public static IEnumerable<JsonElement> List(string name) => Root.GetProperty(name).EnumerateArray();

    public static int[] Ids(this JsonElement element) => [.. element.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];

    public static string Text(this JsonElement element, string name = "text") => element.GetProperty(name).GetString()!;
}
