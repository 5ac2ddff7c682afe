using Joulemark.Records;

namespace Joulemark.Serving;

/// <summary>A system under test: started or reached, asked, and stopped again where we started it.</summary>
public interface IInferenceServer : IAsyncDisposable
{
    /// <summary>Looks for what would keep it from starting, without starting it; before a joule is spent.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Something is missing, taken or not pinned.</exception>
    Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts or reaches the server, waits until it is ready, and says what it is.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">It cannot be reached, does not get ready, or does not serve the model.</exception>
    Task<ServerDescription> StartAsync(CancellationToken cancellationToken);

    /// <summary>Opens connections ahead of a load of so many requests in flight, so that connecting is no part of any latency.</summary>
    Task PrepareAsync(int connections, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes a request ahead of its time, so that sending it takes no more than handing it to the connection. It need not be called.</summary>
    void Prepare(ServerRequest request)
    {
    }

    /// <summary>Sends one request and follows its stream to the end. Failures come back in the reply, a cancelled run too, never as exceptions.</summary>
    Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken);

    /// <summary>The server's own account of itself; null when it gives none. Never throws for what the server does.</summary>
    Task<ServerCounters?> ReadCountersAsync(CancellationToken cancellationToken) => Task.FromResult<ServerCounters?>(null);

    /// <summary>How the client that talks to it fares; null where it cannot say.</summary>
    IClientWatch? Watch => null;

    /// <summary>True for a server that was started for the run, whose end can be seen.</summary>
    bool IsStartedHere => false;

    /// <summary>Why the server is gone, with the end of its log; null while it runs or when it is not ours to know.</summary>
    string? ExitReason { get; }
}
