using System.Globalization;

namespace Joulemark.Serving.Http;

/// <summary>Words for what can go wrong with any request, whatever carries it.</summary>
internal static class HttpFailures
{
    public const string Cancelled = "the run was ended";

    public static string Timeout(HttpExchange exchange) => string.Create(CultureInfo.InvariantCulture,
        $"no end within {(exchange.Deadline - exchange.Reply.Sent).TotalSeconds:0.#} s (server.request-timeout)");
}
