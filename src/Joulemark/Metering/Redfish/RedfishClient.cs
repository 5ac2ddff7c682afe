using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;

namespace Joulemark.Metering.Redfish;

/// <summary>
/// Asks one BMC for resources, and knows its manners: a session that ended is begun again once, credentials that were
/// refused are not tried again, and a BMC that asks for a pause gets it.
/// </summary>
internal sealed class RedfishClient : IDisposable
{
    private const string SessionHeader = "X-Auth-Token";
    private const int MostRedirects = 3;

    /// <summary>Far above any resource that is read here.</summary>
    private const int LargestAnswer = 8 << 20;

    private readonly HttpClient _http;
    private readonly MonotonicClock _clock;
    private readonly RedfishCredentials? _credentials;
    private readonly bool _sessions;
    private string? _token;
    private string? _session;
    private Timestamp _busyUntil;
    private bool _refused;

    /// <param name="source">The BMC as the user named it.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="timeout">For each answer.</param>
    /// <exception cref="RedfishException">What the user named will not do.</exception>
    public RedfishClient(MeterSource source, MonotonicClock clock, TimeSpan timeout)
    {
        _clock = clock;
        _credentials = RedfishCredentials.Read(source);
        _sessions = source.Login == "session" && _credentials is not null;
        _http = new HttpClient(RedfishHandler.Create(source, timeout))
        {
            BaseAddress = new Uri(source.Url.GetLeftPart(UriPartial.Authority)),
            Timeout = timeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_credentials is { } who && !_sessions)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{who.User}:{who.Password}")));
    }

    /// <summary>Reads a resource. Never throws.</summary>
    /// <param name="path">Its path, as the BMC's own links give it.</param>
    public RedfishAnswer Get(string path)
    {
        if (_refused)
            return RedfishAnswer.Not(RedfishOutcome.Refused, "it refused the credentials");
        if (_clock.Now < _busyUntil)
            return RedfishAnswer.Not(RedfishOutcome.Busy, "it asked for a pause");
        if (_sessions && _token is null && LogIn() is { Outcome: not RedfishOutcome.Found } failed)
            return failed;

        var answer = Send(HttpMethod.Get, path);
        if (answer.Outcome == RedfishOutcome.Refused && _sessions)
        {
            _token = null;
            answer = LogIn() is { Outcome: not RedfishOutcome.Found } again ? again : Send(HttpMethod.Get, path);
        }

        _refused = answer.Outcome == RedfishOutcome.Refused;
        return answer;
    }

    /// <summary>Breaks off a request that is under way on another thread.</summary>
    public void Interrupt() => _http.CancelPendingRequests();

    /// <summary>Ends the session, if there is one: BMCs have few.</summary>
    public void Dispose()
    {
        if (_token is not null && _session is not null)
            Send(HttpMethod.Delete, _session);
        _token = null;
        _http.Dispose();
    }

    /// <summary>A path on this BMC; null for an address elsewhere, which must not get the credentials.</summary>
    public static string? Local(string? link) => link is ['/', not '/', ..] && !link.Contains('#', StringComparison.Ordinal) ? link : null;

    private RedfishAnswer LogIn()
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("UserName", _credentials!.User);
            writer.WriteString("Password", _credentials.Password);
            writer.WriteEndObject();
        }

        var answer = Send(HttpMethod.Post, "/redfish/v1/SessionService/Sessions", body.ToArray());
        if (answer.Outcome == RedfishOutcome.Found && _token is null)
            answer = RedfishAnswer.Not(RedfishOutcome.Absent, "its answer to the login has no token; try login: basic");
        _refused = answer.Outcome is RedfishOutcome.Refused or RedfishOutcome.Absent;
        return _refused ? answer with { Outcome = RedfishOutcome.Refused } : answer;
    }

    private RedfishAnswer Send(HttpMethod method, string path, byte[]? body = null)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                using var request = new HttpRequestMessage(method, path);
                if (body is not null)
                    request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                if (_token is not null)
                    request.Headers.Add(SessionHeader, _token);
                using var response = _http.Send(request);
                if ((int)response.StatusCode is < 300 or >= 400 || i == MostRedirects || Redirect(response) is not { } elsewhere)
                    return Read(response, path);
                path = elsewhere;
            }
        }
        catch (OperationCanceledException)
        {
            return RedfishAnswer.Not(RedfishOutcome.Unreachable, FormattableString.Invariant($"no answer within {_http.Timeout.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException e)
        {
            var untrusted = e.HttpRequestError == HttpRequestError.SecureConnectionError && e.InnerException is AuthenticationException;
            return RedfishAnswer.Not(untrusted ? RedfishOutcome.Untrusted : RedfishOutcome.Unreachable, e.InnerException?.Message ?? e.Message);
        }
        catch (IOException e)
        {
            return RedfishAnswer.Not(RedfishOutcome.Unreachable, e.Message);
        }
    }

    /// <summary>Where a redirection leads on the same BMC: many add or take away a slash at the end.</summary>
    private string? Redirect(HttpResponseMessage response) => response.Headers.Location switch
    {
        null => null,
        { IsAbsoluteUri: false } relative => Local(relative.OriginalString),
        var absolute => absolute.GetLeftPart(UriPartial.Authority) == _http.BaseAddress!.GetLeftPart(UriPartial.Authority) ? absolute.PathAndQuery : null,
    };

    private RedfishAnswer Read(HttpResponseMessage response, string path)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                return RedfishAnswer.Not(RedfishOutcome.Refused, "it refused the credentials (401)");
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                var pause = response.Headers.RetryAfter switch
                {
                    { Delta: { } delta } => delta,
                    { Date: { } date } => date - _clock.TimeProvider.GetUtcNow(),
                    _ => TimeSpan.Zero,
                };
                _busyUntil = _clock.Now + pause;
                return RedfishAnswer.Not(RedfishOutcome.Busy, FormattableString.Invariant($"it is busy ({(int)response.StatusCode}) and asks for a pause of {pause.TotalSeconds:0} s"));
            case >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous:
                break;
            default:
                return RedfishAnswer.Not(RedfishOutcome.Absent, FormattableString.Invariant($"it answers {(int)response.StatusCode} to {path}"));
        }

        if (response.Headers.TryGetValues(SessionHeader, out var tokens) && response.RequestMessage?.Method == HttpMethod.Post)
            (_token, _session) = (tokens.First(), response.Headers.Location is null ? null : Redirect(response));
        if (response.StatusCode == HttpStatusCode.NoContent || response.RequestMessage?.Method != HttpMethod.Get)
            return RedfishAnswer.Found(default);
        try
        {
            using var document = JsonDocument.Parse(response.Content.ReadAsStream());
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? RedfishAnswer.Found(document.RootElement.Clone())
                : RedfishAnswer.Not(RedfishOutcome.Absent, $"its answer to {path} is not a resource");
        }
        catch (JsonException)
        {
            return RedfishAnswer.Not(RedfishOutcome.Absent, $"its answer to {path} is not JSON");
        }
    }
}
