using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Serving.Http;

namespace Joulemark.Serving;

/// <summary>Asks a server about itself, apart from the load, and says plainly what is wrong when it does not answer as it should.</summary>
internal sealed class ServerProbe : IDisposable
{
    private const int LongestQuote = 200;
    private const int LargestAnswer = 64 * 1024 * 1024;
    private readonly ServerCertificate _certificate;
    private readonly HttpClient _http;
    private readonly string? _apiKey;
    private readonly Secret? _secret;
    private readonly TimeSpan _timeout;

    /// <summary>A probe of one server.</summary>
    /// <param name="server">Its base address.</param>
    /// <param name="apiKey">Key sent as a bearer token; null for none.</param>
    /// <param name="timeout">Longest to wait for an answer.</param>
    /// <param name="authorities">Certificates trusted in place of the system's; null for those.</param>
    public ServerProbe(Uri server, string? apiKey, TimeSpan timeout, X509Certificate2Collection? authorities = null)
    {
        (Server, _apiKey, _timeout, _secret, _certificate) = (server, apiKey, timeout, Secret.Of(apiKey), new ServerCertificate(server.Host));
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // what is asked about must be what is measured
            SslOptions = _certificate.Options(authorities),
        })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>The server's base address.</summary>
    public Uri Server { get; }

    /// <summary>An address on the server: the path is put behind the base address.</summary>
    public Uri At(string path) => new(Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + path.TrimStart('/'));

    /// <summary>Asks, and takes whatever status comes back.</summary>
    /// <exception cref="JoulemarkException">Exit code 4: it cannot be reached, hangs, or wants another key.</exception>
    public async Task<ProbeAnswer> AskAsync(Uri url, CancellationToken cancellationToken, string? json = null)
    {
        using var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, url);
        if (json is not null)
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        if (_apiKey is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            body = _secret?.Remove(body) ?? body;
            if ((int)response.StatusCode is >= 300 and < 400 and not 304 && response.Headers.Location is { } location)
            {
                throw Failure("JM3014", $"{url} redirects to {ServerWords.Clean(location.ToString(), _secret)}, which is not followed: what is measured must be what the spec names.",
                    "Give the address that it redirects to in server.url, without the path of the API.");
            }

            return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? throw Failure("JM3003", $"{url} answered {(int)response.StatusCode}: the server wants {(_apiKey is null ? "an API key" : "another API key")}. {Quote(body)}",
                    "Put the key into an environment variable and name it in server.api-key-env.")
                : new ProbeAnswer(url, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure("JM3002", $"{url} did not answer within {_timeout.TotalSeconds:0.#} s", "Check that the server is ready, or raise server.start-timeout.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError && _certificate.Problem is { } problem)
        {
            throw Failure("JM3015", $"{Server} is not trusted: {problem}", "Renew the certificate, or name the one of its authority in server.ca-file (a PEM file).");
        }
        catch (HttpRequestException e)
        {
            throw Failure("JM3001", $"{Server} cannot be reached: {e.InnerException?.Message ?? e.Message}", "Start the server, or correct server.url.");
        }
    }

    /// <summary>Asks for something that the server may or may not have: its JSON, or null for any other answer, or none.</summary>
    public async Task<JsonElement?> TryJsonAsync(string path, CancellationToken cancellationToken, string? json = null) =>
        await TryAsync(path, json, cancellationToken).ConfigureAwait(false) is { Status: 200 } answer ? answer.Json : null;

    /// <summary>Asks for something that the server may or may not have: its text, or null for any other answer, or none.</summary>
    public async Task<string?> TryTextAsync(string path, CancellationToken cancellationToken) =>
        await TryAsync(path, null, cancellationToken).ConfigureAwait(false) is { Status: 200 } answer ? answer.Body : null;

    public void Dispose() => _http.Dispose();

    /// <summary>The server's words, for a message.</summary>
    internal static string Quote(string body)
    {
        var text = ServerWords.Clean(body, longest: LongestQuote);
        return text.Length == 0 ? "The answer is empty." : $"It said: {text}";
    }

    /// <summary>A failure of the system under test.</summary>
    internal static JoulemarkException Failure(string id, string message, string remedy) =>
        new(ExitCode.SystemUnderTestFailed, new Diagnostic(id, DiagnosticSeverity.Error, message, remedy));

    private async Task<ProbeAnswer?> TryAsync(string path, string? json, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(At(path), cancellationToken, json).ConfigureAwait(false);
        }
        catch (JoulemarkException)
        {
            return null;
        }
    }
}
