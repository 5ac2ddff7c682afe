namespace Joulemark.Serving.Http;

/// <summary>One POST as it goes out.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record HttpCall(Uri Url, ReadOnlyMemory<byte> Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers beside the content's and the key's, e.g. <c>Inference-Header-Content-Length</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
