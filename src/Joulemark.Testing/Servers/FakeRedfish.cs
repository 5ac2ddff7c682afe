using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Joulemark.Testing.Servers;

/// <summary>
/// A management controller on loopback that speaks Redfish over real TLS, with a certificate that nobody has signed. It
/// serves the resources it is given and misbehaves as told.
/// </summary>
public sealed class FakeRedfish : IAsyncDisposable
{
    private const string Sessions = "/redfish/v1/SessionService/Sessions";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private FakeRedfishBehavior _behavior;
    private int _sessionsBegun;

    private FakeRedfish(IReadOnlyDictionary<string, string> resources, FakeRedfishBehavior behavior, bool tls)
    {
        Resources = new ConcurrentDictionary<string, string>(resources, StringComparer.Ordinal);
        _behavior = behavior;
        _certificate = tls ? CreateCertificate() : null;
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"{(tls ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, on a free port.</summary>
    public Uri Url { get; }

    /// <summary>JSON by path, without a slash at the end. May be changed while it runs.</summary>
    public ConcurrentDictionary<string, string> Resources { get; }

    /// <summary>How it answers. May be changed while it runs.</summary>
    public FakeRedfishBehavior Behavior
    {
        get => Volatile.Read(ref _behavior);
        set => Volatile.Write(ref _behavior, value);
    }

    /// <summary>Method and path of every request so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Sessions begun so far.</summary>
    public int SessionsBegun => Volatile.Read(ref _sessionsBegun);

    /// <summary>Sessions open now.</summary>
    public int SessionsOpen => _tokens.Count;

    /// <summary>Its certificate in PEM; empty without TLS.</summary>
    public string CertificatePem => _certificate?.ExportCertificatePem() ?? "";

    /// <summary>Starts a BMC.</summary>
    /// <param name="resources">JSON by path, without a slash at the end.</param>
    /// <param name="behavior">How it answers; default well.</param>
    /// <param name="tls">False for plain HTTP.</param>
    public static FakeRedfish Start(IReadOnlyDictionary<string, string> resources, FakeRedfishBehavior? behavior = null, bool tls = true) =>
        new(resources, behavior ?? new FakeRedfishBehavior(), tls);

    /// <summary>Ends every session, as a BMC does after its time-out.</summary>
    public void EndSessions() => _tokens.Clear();

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _listener.Dispose();
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fake-bmc", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // TLS on Windows wants a key that has been in a store; a round trip over PKCS#12 does it everywhere.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var serving = ServeAsync(client);
                _connections[serving] = 0;
                _ = serving.ContinueWith(t => _connections.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                while (await FakeHttpRequest.ReadAsync(stream, _stop.Token) is { } request)
                {
                    _requests.Enqueue($"{request.Method} {request.Path}");
                    var behavior = Behavior;
                    if (behavior.BreaksOff)
                        return;
                    if (behavior.HangsOn is { } hangsOn && request.Path.StartsWith(hangsOn, StringComparison.Ordinal))
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    await stream.WriteAsync(Answer(request, behavior), _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
            {
                // The client is gone, did not trust the certificate, or the BMC was stopped.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
            return client.GetStream();
        var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private byte[] Answer(FakeHttpRequest request, FakeRedfishBehavior behavior)
    {
        var path = request.Path.TrimEnd('/');
        if (behavior.Busy)
            return Response(503, "{}", behavior.RetryAfter is null ? "" : $"Retry-After: {behavior.RetryAfter}\r\n");
        if (request.Method == "POST" && path == Sessions)
            return LogIn(request, behavior);

        // The root says what the BMC is, and needs no account.
        if (path != "/redfish/v1" && !IsLoggedIn(request, behavior))
            return Response(401, "{}");
        if (request.Method == "DELETE")
            return Response(_tokens.Values.Contains(path, StringComparer.Ordinal) && _tokens.TryRemove(_tokens.First(t => t.Value == path)) ? 204 : 404, "");
        if (behavior.WantsSlash && !request.Path.EndsWith('/'))
            return Response(308, "", $"Location: {Url.GetLeftPart(UriPartial.Authority)}{path}/\r\n");
        if (behavior.HtmlPages)
            return Response(200, "<html><body>Please sign in</body></html>");
        return Resources.TryGetValue(path, out var resource) ? Response(200, resource) : Response(404, "{}");
    }

    private byte[] LogIn(FakeHttpRequest request, FakeRedfishBehavior behavior)
    {
        using var body = JsonDocument.Parse(request.Body);
        if (behavior.Locked || body.RootElement.GetProperty("UserName").GetString() != behavior.User || body.RootElement.GetProperty("Password").GetString() != behavior.Password)
            return Response(401, "{}");
        var number = Interlocked.Increment(ref _sessionsBegun);
        var token = string.Create(CultureInfo.InvariantCulture, $"token-{number}");
        _tokens[token] = string.Create(CultureInfo.InvariantCulture, $"{Sessions}/{number}");
        return Response(201, "{}", $"X-Auth-Token: {token}\r\nLocation: {_tokens[token]}\r\n");
    }

    private bool IsLoggedIn(FakeHttpRequest request, FakeRedfishBehavior behavior)
    {
        if (behavior.User is null)
            return true;
        if (behavior.Locked)
            return false;
        return request.Header("X-Auth-Token") is { } token
            ? _tokens.ContainsKey(token)
            : request.Header("Authorization") == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{behavior.User}:{behavior.Password}"));
    }

    private static byte[] Response(int status, string body, string headers = "") => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}"));
}
