using Joulemark.Planning;

namespace Joulemark.Serving.Ollama;

/// <summary>Ollama's names of models: without a tag, <c>latest</c> is meant.</summary>
internal static class OllamaModels
{
    public static string WithTag(string model) => model.LastIndexOf(':') > model.LastIndexOf('/') ? model : model + ":latest";

    /// <summary>The model to ask for of those on the machine.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 4: it is not there, or several are and none was named.</exception>
    public static string Choose(Uri server, IReadOnlyList<string> served, string? wanted)
    {
        if (wanted is null)
        {
            return served.Count == 1 ? served[0] : throw ServerProbe.Failure("JM3006",
                served.Count == 0 ? $"{server} has no models" : $"{server} has {served.Count} models: {string.Join(", ", served)}",
                served.Count == 0 ? "Get one first: ollama pull MODEL." : "Name one in server.model.");
        }

        return served.Contains(WithTag(wanted), StringComparer.Ordinal) ? wanted
            : throw ServerProbe.Failure("JM3006", $"{server} does not have '{wanted}'{NearestName.Suggestion(wanted, served)}",
                served.Count == 0 ? $"Get it first: ollama pull {wanted}." : $"It has: {string.Join(", ", served)}. To get it: ollama pull {wanted}.");
    }
}
