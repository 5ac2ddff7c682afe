using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Metrology;

namespace Joulemark.Metering.Exporters;

/// <summary>
/// Asks a source over HTTP as its user named it: with its credentials from the environment, its certificate authority, and
/// a connection that stays open. One request at a time.
/// </summary>
internal sealed class SourceHttp : IDisposable
{
    /// <summary>No exporter's page is larger; beyond it something else answers.</summary>
    private const int LargestBody = 64 << 20;

    private const string Accepted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private readonly HttpClient _http;
    private readonly MonotonicClock _clock;

    private SourceHttp(HttpClient http, MonotonicClock clock)
    {
        _http = http;
        _clock = clock;
    }

    /// <summary>Makes a client; null with the reason where the source's settings cannot be used.</summary>
    public static SourceHttp? Create(MeterSource source, MeterHost host, out (string Reason, string Remedy) failure)
    {
        failure = default;
        AuthenticationHeaderValue? authorization = null;
        try
        {
            if (source.TokenEnv is { } token)
                authorization = new AuthenticationHeaderValue("Bearer", Variable(token));
            else if (source.UserEnv is not null || source.PasswordEnv is not null)
                authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Variable(source.UserEnv)}:{Variable(source.PasswordEnv)}")));
        }
        catch (KeyNotFoundException e)
        {
            failure = ($"the environment variable {e.Message} is not set", "Set it to what the source wants, or correct the meter file.");
            return null;
        }

        if (authorization is not null && source.Url.Scheme == Uri.UriSchemeHttp && !source.Url.IsLoopback)
        {
            if (!source.Insecure)
            {
                failure = ($"its address {source.Url.GetLeftPart(UriPartial.Path)} begins with http://, which would send the credentials in the clear",
                    "Use https://; or, on a network that you trust, 'insecure: true' in its meter file.");
                return null;
            }

            host.Report(new Diagnostic("JM2035", DiagnosticSeverity.Warning, $"the credentials for {source.Url.Authority} are sent in the clear, so that anyone between can read them",
                "Use https://, and take 'insecure' out."));
        }

        var handler = new SocketsHttpHandler
        {
            // The environment's proxy knows other machines, and nothing of this one's loopback.
            UseProxy = !source.Url.IsLoopback,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            UseCookies = false,
        };
        try
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Validation(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            handler.Dispose();
            failure = ($"the authority's certificate '{source.CaFile}' cannot be read: {e.Message}", "Give the path of a PEM file in 'ca-file'.");
            return null;
        }

        if (source.Insecure && source.Url.Scheme == Uri.UriSchemeHttps)
        {
            host.Report(new Diagnostic("JM2035", DiagnosticSeverity.Warning, $"the certificate of {source.Url.Authority} is not checked, so that anyone between could answer in its place",
                "Name the authority that signed it in 'ca-file', and take 'insecure' out."));
        }

        var http = new HttpClient(handler) { MaxResponseContentBufferSize = LargestBody };
        http.DefaultRequestHeaders.Authorization = authorization;
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", Accepted);
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "joulemark");
        return new SourceHttp(http, host.Clock);
    }

    /// <summary>Asks once, and waits for the whole answer. Never throws.</summary>
    public HttpPage Get(Uri url, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        var name = url.GetLeftPart(UriPartial.Path); // a query may hold what others should not read
        var sent = _clock.Now;
        try
        {
            using var response = _http.Send(request, HttpCompletionOption.ResponseContentRead, patience.Token);
            var received = _clock.Now;
            var status = response.StatusCode;
            if (status is not HttpStatusCode.OK)
                return Failed(sent, $"{name} answered {(int)status} {status}", RemedyFor(status));
            using var body = response.Content.ReadAsStream(CancellationToken.None);
            var bytes = new byte[body.Length];
            body.ReadExactly(bytes);
            return new HttpPage(bytes, response.Content.Headers.ContentType?.MediaType, response.Headers.Date, sent, received);
        }
        catch (OperationCanceledException)
        {
            return Failed(sent, FormattableString.Invariant($"{name} did not answer within {timeout.TotalSeconds:0.##} s"), "Check that the exporter is not held up by its own sources, and the network between.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or InvalidOperationException)
        {
            return Failed(sent, $"{name} cannot be read: {Innermost(e).Message}", RemedyFor(e));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpPage Failed(Timestamp sent, string failure, string remedy) => new(default, null, null, sent, _clock.Now) { Failure = failure, Remedy = remedy };

    private static string Variable(string? name) =>
        name is not null && Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new KeyNotFoundException(name ?? "for user-env and password-env both");

    private static RemoteCertificateValidationCallback? Validation(MeterSource source)
    {
        if (source.Insecure)
#pragma warning disable CA5359 // the user's own choice, reported in every run
            return static (_, _, _, _) => true;
#pragma warning restore CA5359
        if (source.CaFile is not { } file)
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        if (authorities.Count == 0)
            throw new IOException("no certificate in it");
        return (_, certificate, given, errors) =>
        {
            // The system does not know the authority; names and dates must hold all the same.
            if (errors is SslPolicyErrors.None)
                return true;
            if (certificate is not X509Certificate2 presented || errors is not SslPolicyErrors.RemoteCertificateChainErrors)
                return false;
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.ExtraStore.AddRange(given?.ChainPolicy.ExtraStore ?? []);
            return chain.Build(presented);
        };
    }

    private static string RemedyFor(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Name the environment variables that hold its credentials in a meter file: token-env, or user-env and password-env.",
        HttpStatusCode.NotFound => "Check the path of the address: most exporters answer at /metrics.",
        _ => "Look into the log of the exporter.",
    };

    private static string RemedyFor(Exception e) => Innermost(e) switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "Start the exporter, or correct the port.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "Check the name of the host.",
        AuthenticationException => "Name the authority that signed its certificate in 'ca-file' of a meter file.",
        _ => "Check the address, the exporter and the network between.",
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
