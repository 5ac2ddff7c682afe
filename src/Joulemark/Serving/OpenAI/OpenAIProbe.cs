using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Serving.OpenAI;

/// <summary>Asks a server which models it serves, and says plainly what is wrong when it does not answer as it should.</summary>
internal sealed class OpenAIProbe(Uri server, string? apiKey, TimeSpan timeout)
{
    private const int LongestQuote = 200;

    /// <summary>The model to ask for: the one wanted, once found served, or the only one served.</summary>
    /// <exception cref="JoulemarkException">Exit code 4: the server refuses, hangs, rejects the key, or does not serve the model.</exception>
    public async Task<string> FindModelAsync(string? wanted, CancellationToken cancellationToken)
    {
        var url = OpenAIUrl.Endpoint(server, "models");
        using var http = new HttpClient { Timeout = timeout };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (apiKey is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);

        string body;
        HttpStatusCode status;
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            status = response.StatusCode;
            body = await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure("JM3002", $"{url} did not answer within {timeout.TotalSeconds:0.#} s", "Check that the server is ready, or raise server.start-timeout.");
        }
        catch (HttpRequestException e)
        {
            throw Failure("JM3001", $"{server} cannot be reached: {e.InnerException?.Message ?? e.Message}", "Start the server, or correct server.url.");
        }

        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw Failure("JM3003", $"{url} answered {(int)status}: the server wants {(apiKey is null ? "an API key" : "another API key")}. {Quote(body)}",
                "Put the key into an environment variable and name it in server.api-key-env.");
        }

        if (status == HttpStatusCode.NotFound && wanted is not null)
            return wanted; // some servers have no list of models; the requests will tell
        if (status != HttpStatusCode.OK)
            throw Failure("JM3004", $"{url} answered {(int)status}. {Quote(body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");

        var served = ReadModels(body)
            ?? throw Failure("JM3005", $"{url} answered something else than a list of models. {Quote(body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");
        if (wanted is null)
        {
            return served.Count == 1 ? served[0]
                : throw Failure("JM3006", $"{server} serves {served.Count} models: {string.Join(", ", served)}", "Name one in server.model.");
        }

        return served.Contains(wanted, StringComparer.Ordinal) ? wanted
            : throw Failure("JM3006", $"{server} does not serve '{wanted}'{NearestName.Suggestion(wanted, served)}", $"It serves: {string.Join(", ", served)}.");
    }

    private static List<string>? ReadModels(string body)
    {
        try
        {
            var root = JsonElement.Parse(body);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                ? [.. data.EnumerateArray().Select(m => m.GetProperty("id").GetString() ?? "")] : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Quote(string body)
    {
        var text = body.ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "The answer is empty." : $"It said: {(text.Length <= LongestQuote ? text : text[..LongestQuote] + "…")}";
    }

    private static JoulemarkException Failure(string id, string message, string remedy) =>
        new(ExitCode.SystemUnderTestFailed, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));
}
