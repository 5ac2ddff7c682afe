using System.Text.Json;
using Joulemark.Planning;

namespace Joulemark.Serving.OpenAI;

/// <summary>Asks a server which models it serves.</summary>
internal static class OpenAIModels
{
    /// <summary>The model to ask for, once found served, or the only one served, with what the list says of it; waits for a server that is still loading.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 4: the server refuses, hangs, rejects the key, or does not serve the model.</exception>
    public static async Task<(string Model, JsonElement? Entry)> FindAsync(ServerProbe probe, string? wanted, CancellationToken cancellationToken)
    {
        var url = OpenAIUrl.Endpoint(probe.Server, "models");
        var answer = await probe.AskUntilReadyAsync(url, cancellationToken);
        if (answer.Status == 404 && wanted is not null)
            return (wanted, null); // some servers have no list of models; the requests will tell
        if (answer.Status != 200)
            throw ServerProbe.Failure("JM3004", $"{url} answered {answer.Status}. {ServerProbe.Quote(answer.Body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");

        var served = Read(answer.Json)
            ?? throw ServerProbe.Failure("JM3005", $"{url} answered something else than a list of models. {ServerProbe.Quote(answer.Body)}", "Check server.url: it must be the address of an OpenAI-compatible API.");
        var model = Choose(probe.Server, [.. served.Keys], wanted);
        return (model, served[model]);
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

    /// <summary>The models of a list by name, in its order; null when it is no list of models.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Read(JsonElement? body)
    {
        if (ServerFacts.Find(body, "data") is not { ValueKind: JsonValueKind.Array } data)
            return null;
        var models = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in data.EnumerateArray())
        {
            if (ServerFacts.Text(entry, "id") is not { } name)
                return null;
            models.TryAdd(name, entry);
        }

        return models;
    }
}
