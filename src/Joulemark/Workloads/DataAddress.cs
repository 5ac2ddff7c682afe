using Joulemark.Diagnostics;

namespace Joulemark.Workloads;

/// <summary>Where a data file is on the network.</summary>
/// <param name="Url">What is asked for.</param>
/// <param name="Name">What to call it, without any secret that the address holds.</param>
/// <param name="IsHub">True for a file of the Hugging Face hub, which may be sent the user's token.</param>
internal sealed record DataAddress(Uri Url, string Name, bool IsHub)
{
    private const string HubForm = "hf://datasets/OWNER/NAME/FILE@REVISION";

    /// <summary>Reads an address: http, https, or <c>hf://datasets/OWNER/NAME/FILE@REVISION</c>.</summary>
    /// <exception cref="JoulemarkException">It is none.</exception>
    public static DataAddress Parse(string text)
    {
        if (!text.StartsWith("hf://", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
                ? new DataAddress(url, url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), IsHub: false)
                : throw Problem($"'workload.path': '{text}' is no address", "Write it like https://example.org/data.jsonl");
        }

        var at = text.LastIndexOf('@');
        var parts = (at < 0 ? text : text[..at])["hf://".Length..].Split('/');
        if (at < 0 || at == text.Length - 1)
            throw Problem($"'workload.path': '{text}' names no revision, so that it means another file tomorrow", $"Write it as {HubForm}; a commit never changes, a branch does.");
        if (parts is not ["datasets", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }, ..])
            throw Problem($"'workload.path': '{text}' is no file of a data set on the hub", $"Write it as {HubForm}.");

        // The hub's own variable for mirrors: huggingface_hub, constants.ENDPOINT.
        var hub = Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } endpoint ? endpoint.TrimEnd('/') : "https://huggingface.co";
        var file = string.Join('/', parts[3..].Select(Uri.EscapeDataString));
        return new DataAddress(new Uri($"{hub}/datasets/{parts[1]}/{parts[2]}/resolve/{Uri.EscapeDataString(text[(at + 1)..])}/{file}"), text, IsHub: true);
    }

    private static JoulemarkException Problem(string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic("JM1004", DiagnosticSeverity.Error, message, remedy));
}
