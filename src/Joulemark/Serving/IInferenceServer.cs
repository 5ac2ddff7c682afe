namespace Joulemark.Serving;

/// <summary>A system under test: started or reached, asked, and stopped again where we started it.</summary>
public interface IInferenceServer : IAsyncDisposable
{
    /// <summary>Starts or reaches the server, waits until it is ready, and says what it is.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">It cannot be reached, does not get ready, or does not serve the model.</exception>
    Task<ServerDescription> StartAsync(CancellationToken cancellationToken);

    /// <summary>Sends one request and follows its stream to the end. Failures come back in the reply, a cancelled run too, never as exceptions.</summary>
    Task<ServerReply> SendAsync(ServerRequest request, CancellationToken cancellationToken);

    /// <summary>Why the server is gone, with the end of its log; null while it runs or when it is not ours to know.</summary>
    string? ExitReason { get; }
}
