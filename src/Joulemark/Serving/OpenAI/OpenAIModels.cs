using System.Text.Json;
using Joulemark.Planning;

namespace Joulemark.Serving.OpenAI;

/// <summary>Asks a server which models it serves.</summary>
internal static class OpenAIModels
{
    /// <summary>The model to ask for: the one wanted, once found served, or the only one served.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 4: the server refuses, hangs, rejects the key, or does not serve the model.</exception>
    public static async Task<string> FindAsync(ServerProbe probe, string? wanted, CancellationToken cancellationToken)
    {
        var url = OpenAIUrl.Endpoint(probe.Server, "models");
        var answer = await probe.AskAsync(url, cancellationToken);
        if (answer.Status == 404 && wanted is not null)
            return wanted; // some servers have no list of models; the requests will tell
        if (answer.Status != 200)
            throw ServerProbe.Failure("JM3004", $"{url} answered {answer.Status}. {ServerProbe.Quote(answer.Body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");

        var served = Read(answer.Json)
            ?? throw ServerProbe.Failure("JM3005", $"{url} answered something else than a list of models. {ServerProbe.Quote(answer.Body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");
        return Choose(probe.Server, served, wanted);
    }

    /// <summary>The model to ask for of those served.</summary>
    public static string Choose(Uri server, IReadOnlyList<string> served, string? wanted)
    {
        if (wanted is null)
        {
            return served.Count == 1 ? served[0]
                : throw ServerProbe.Failure("JM3006", $"{server} serves {served.Count} models: {string.Join(", ", served)}", "Name one in server.model.");
        }

        return served.Contains(wanted, StringComparer.Ordinal) ? wanted
            : throw ServerProbe.Failure("JM3006", $"{server} does not serve '{wanted}'{NearestName.Suggestion(wanted, served)}", $"It serves: {string.Join(", ", served)}.");
    }

    private static List<string>? Read(JsonElement? body)
    {
        try
        {
            return body is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                ? [.. data.EnumerateArray().Select(m => m.GetProperty("id").GetString() ?? "")] : null;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
