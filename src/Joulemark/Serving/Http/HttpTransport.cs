using System.Security.Cryptography.X509Certificates;
using Joulemark.Metrology;
using Joulemark.Serving.Http.Epoll;

namespace Joulemark.Serving.Http;

/// <summary>Carries requests to one server and hands on what comes back, stamped as it comes.</summary>
internal abstract class HttpTransport : IDisposable
{
    /// <summary>How the client fares; null where it cannot say.</summary>
    public virtual IClientWatch? Watch => null;

    /// <summary>Opens connections ahead, so that as many requests can go out at once.</summary>
    public virtual Task PrepareAsync(int connections, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends a request. It returns at once; the exchange's completion says when it is over.</summary>
    public abstract void Send(HttpExchange exchange);

    public abstract void Dispose();

    /// <summary>The transport for a server: our own for plain HTTP/1.1, the framework's for the rest.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="authorization">Value of the authorization header; null for none.</param>
    /// <param name="authorities">Certificates trusted in place of the system's; null for those.</param>
    public static HttpTransport For(Uri server, MonotonicClock clock, string? authorization, X509Certificate2Collection? authorities = null) =>
        EpollTransport.AddressesOf(server) is { Count: > 0 } addresses ? new EpollTransport(addresses, clock, authorization) : new HandlerTransport(server, clock, authorization, authorities);
}
