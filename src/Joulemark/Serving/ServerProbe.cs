using System.Net;
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
    private static readonly TimeSpan OptionalPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);
    private readonly ServerCertificate _certificate;
    private readonly HttpClient _http;
    private readonly ServerCredentials _credentials;
    private readonly TimeSpan _timeout;
    private readonly bool _waits;
    private readonly TimeProvider _time;
    private readonly string _query;

    /// <summary>A probe of one server.</summary>
    /// <param name="server">Its base address.</param>
    /// <param name="credentials">What it is shown.</param>
    /// <param name="timeout">Longest to wait for an answer, and until the server is ready.</param>
    /// <param name="authorities">Certificates trusted in place of the system's; null for those.</param>
    /// <param name="waits">True to wait also for a server that refuses connections, as one does that is still loading.</param>
    /// <param name="time">Where pauses come from; the system's time by default.</param>
    public ServerProbe(
        Uri server, ServerCredentials credentials, TimeSpan timeout, X509Certificate2Collection? authorities = null, bool waits = false, TimeProvider? time = null)
    {
        (Server, _query, _credentials) = (ServerCredentials.ForPeople(server), server.Query, credentials);
        (_timeout, _waits, _time) = (timeout, waits, time ?? TimeProvider.System);
        _certificate = new ServerCertificate(server.Host);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // what is asked about must be what is measured
            AutomaticDecompression = DecompressionMethods.All,
            SslOptions = _certificate.Options(authorities),
        })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>A probe of one server with a key, or none.</summary>
    public ServerProbe(Uri server, string? apiKey, TimeSpan timeout, X509Certificate2Collection? authorities = null)
        : this(server, new ServerCredentials(server, apiKey), timeout, authorities)
    {
    }

    /// <summary>The server's base address, without query and user.</summary>
    public Uri Server { get; }

    /// <summary>An address on the server: the path is put behind the base address.</summary>
    public Uri At(string path) => new(Server.AbsoluteUri.TrimEnd('/') + "/" + path.TrimStart('/'));

    /// <summary>An address on the server beside its API: a <c>/v1</c> at the end of the base address is taken off first.</summary>
    public Uri Beside(string path)
    {
        var root = Server.AbsoluteUri.TrimEnd('/');
        return new Uri((root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root) + "/" + path.TrimStart('/'));
    }

    /// <summary>An address with what the base address has as its query, for requests.</summary>
    public Uri WithQuery(Uri url) => _query.Length == 0 ? url : new UriBuilder(url) { Query = url.Query.Length == 0 ? _query : url.Query + "&" + _query[1..] }.Uri;

    /// <summary>Asks, and takes whatever status comes back.</summary>
    /// <exception cref="JoulemarkException">Exit code 4: it cannot be reached, hangs, or wants another key.</exception>
    public async Task<ProbeAnswer> AskAsync(Uri url, CancellationToken cancellationToken, string? json = null)
    {
        using var request = Request(url, json);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = _credentials.Redact(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            if ((int)response.StatusCode is >= 300 and < 400 and not 304 && response.Headers.Location is { } location)
            {
                throw Failure("JM3014", $"{url} redirects to {ServerWords.Clean(location.ToString(), _credentials.Secret)}, which is not followed: what is measured must be what the spec names.",
                    "Give the address that it redirects to in server.url, without the path of the API.");
            }

            return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? throw Failure("JM3003", $"{url} answered {(int)response.StatusCode}: the server wants {(_credentials.Authorization is null ? "an API key" : "another API key")}. {Quote(body)}",
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
            throw Failure("JM3001", $"{Server} cannot be reached: {_credentials.Redact(e.InnerException?.Message ?? e.Message)}",
                "Start the server, or correct server.url. With server.wait: true Joulemark waits for a server that is still starting.");
        }
        catch (InvalidOperationException e)
        {
            throw Failure("JM3004", $"{url} gave an answer that cannot be read: {e.Message}", "Check server.url.");
        }
    }

    /// <summary>
    /// Asks until the server is ready: one that is still loading its model answers 503 (llama.cpp, SGLang, TGI), or does not
    /// listen yet (vLLM), which is waited for where the spec says so.
    /// </summary>
    /// <param name="url">What to ask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isLoading">True for an answer of a server that is not ready yet; by default 502, 503 and 504.</param>
    /// <exception cref="JoulemarkException">Exit code 4: as for <see cref="AskAsync"/>, and when it does not get ready in time.</exception>
    public async Task<ProbeAnswer> AskUntilReadyAsync(Uri url, CancellationToken cancellationToken, Func<ProbeAnswer, bool>? isLoading = null)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            string state;
            try
            {
                var answer = await AskAsync(url, cancellationToken).ConfigureAwait(false);
                if (!(isLoading?.Invoke(answer) ?? answer.Status is 502 or 503 or 504))
                    return answer;
                state = $"{url} answers {answer.Status}. {Quote(answer.Body)}";
            }
            catch (JoulemarkException e) when (_waits && e.Diagnostics[0].Id == "JM3001")
            {
                state = e.Diagnostics[0].Message;
            }

            if (_time.GetElapsedTime(started) + BetweenTries > _timeout)
                throw Failure("JM3020", $"the server is not ready after {_timeout.TotalSeconds:0.#} s: {state}", "Look into the server's log, or raise server.start-timeout.");
            await Task.Delay(BetweenTries, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a health check, where the server has one, no longer says that it is not ready.</summary>
    /// <exception cref="JoulemarkException">Exit code 4: it does not get ready in time.</exception>
    public async Task WaitForHealthAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            await AskUntilReadyAsync(url, cancellationToken).ConfigureAwait(false);
        }
        catch (JoulemarkException e) when (e.Diagnostics[0].Id is "JM3003" or "JM3014")
        {
            // A health check behind a key of its own, or one that a gateway leads elsewhere, says that the server is up.
        }
    }

    /// <summary>Asks for something that the server may or may not have: its JSON, or null for any other answer, or none.</summary>
    public async Task<JsonElement?> TryJsonAsync(Uri url, CancellationToken cancellationToken, string? json = null) =>
        await TryAsync(url, cancellationToken, json).ConfigureAwait(false) is { Status: 200 } answer ? answer.Json : null;

    /// <summary>Asks for something that the server may or may not have: its answer whatever the status, or null when there is none in a few seconds.</summary>
    public async Task<ProbeAnswer?> TryAsync(Uri url, CancellationToken cancellationToken, string? json = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(OptionalPatience);
        try
        {
            return await AskAsync(url, patience.Token, json).ConfigureAwait(false);
        }
        catch (JoulemarkException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Asks for bytes often: nothing is made of them but what the caller reads. Null for any status but 200, and for no answer in time.</summary>
    public async Task<byte[]?> TryBytesAsync(Uri url, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        using var request = Request(url, json: null);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

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

    private HttpRequestMessage Request(Uri url, string? json)
    {
        var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, WithQuery(url));
        if (json is not null)
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        // A key is for the server itself: where counters come from another address, it is not shown there.
        if (_credentials.Authorization is { } authorization && url.Host == Server.Host && url.Scheme == Server.Scheme)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }
}
