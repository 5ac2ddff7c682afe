using System.Text;
using System.Text.Json;
using Xunit;

namespace Joulemark.IntegrationTests.Reference;

/// <summary>Reads streams with nothing of the product's own client, so that the server is checked by other eyes.</summary>
internal static class Streams
{
    /// <summary>Sends a request and gives the stream's events, <c>[DONE]</c> checked and left out.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(HttpClient http, Ask ask, string endpoint)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{endpoint}") { Content = new StringContent(ask.ToJson(), Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, e => Assert.StartsWith("data: ", e, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", events[^1]);
        return [.. events.SkipLast(1).Select(e => JsonElement.Parse(e["data: ".Length..]))];
    }

    /// <summary>The text of a stream.</summary>
    public static string Text(IEnumerable<JsonElement> stream) => string.Concat(stream
        .SelectMany(c => c.GetProperty("choices").EnumerateArray())
        .Select(c => c.TryGetProperty("text", out var text) ? text.GetString() : c.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));
}
