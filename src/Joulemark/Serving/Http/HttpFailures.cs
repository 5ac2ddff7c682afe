using System.Globalization;

namespace Joulemark.Serving.Http;

/// <summary>Words for what can go wrong with any request, whatever carries it.</summary>
internal static class HttpFailures
{
    public const string Cancelled = "the run was ended";

    public static string Timeout(HttpExchange exchange) => string.Create(CultureInfo.InvariantCulture,
        $"no end within {(exchange.Deadline - exchange.Reply.Sent).TotalSeconds:0.#} s (server.request-timeout)");

    /// <summary>Where an answer with a status in the 300s points; it is not followed, since what is measured must be what was named.</summary>
    public static string Redirected(string location) => $"the server redirects to {location}, which is not followed; name that address in server.url";

    public static string OfClient(Exception exception) => $"Joulemark's own client failed: {exception.GetType().Name}: {exception.Message}";

    public static string Compressed(string encoding) => $"the server compressed its answer ({encoding}), which was not asked for";
}
