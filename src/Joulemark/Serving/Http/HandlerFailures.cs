namespace Joulemark.Serving.Http;

/// <summary>What the framework's exceptions mean.</summary>
internal static class HandlerFailures
{
    /// <summary>The kind of a failure, and its words.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="hasHead">Whether the response had begun.</param>
    /// <param name="certificateProblem">What is wrong with the server's certificate; null when nothing is.</param>
    public static (string Kind, string Words) Explain(Exception exception, bool hasHead, string? certificateProblem)
    {
        var words = Innermost(exception).Message;
        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (FailureKinds.Tls, certificateProblem ?? words),
            _ when ErrorOf(exception) is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError => (FailureKinds.Protocol, words),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError } => (FailureKinds.Connection, words),
            HttpRequestException or IOException => hasHead ? (FailureKinds.Truncated, $"{words} in mid-answer") : (FailureKinds.Connection, $"{words} before it answered"),
            _ => (FailureKinds.Client, HttpFailures.OfClient(exception)),
        };
    }

    /// <summary>True where the server had closed, or then broke off, the connection that a request went out on, and no byte came back.</summary>
    public static bool IsLostConnection(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ResponseEnded || (exception.HttpRequestError is HttpRequestError.Unknown && exception.InnerException is IOException and not HttpIOException);

    private static HttpRequestError? ErrorOf(Exception exception) => exception switch
    {
        HttpRequestException e => e.HttpRequestError,
        HttpIOException e => e.HttpRequestError,
        _ => null,
    };

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
