namespace Joulemark.Serving.OpenAI;

/// <summary>Addresses of the API under a base address that people give with or without <c>/v1</c>.</summary>
internal static class OpenAIUrl
{
    public static Uri Endpoint(Uri server, string path)
    {
        var root = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(root.EndsWith("/v1", StringComparison.Ordinal) ? $"{root}/{path}" : $"{root}/v1/{path}");
    }
}
