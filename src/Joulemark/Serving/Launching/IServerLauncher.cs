namespace Joulemark.Serving.Launching;

/// <summary>Starts a server of one kind: as a process, or in a container.</summary>
internal interface IServerLauncher
{
    /// <summary>Looks for what would keep it from starting, without starting it.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Something is missing, taken or not pinned.</exception>
    Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts the server; whether it is ready is for its own API to say.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">It does not start.</exception>
    Task<IStartedServer> StartAsync(CancellationToken cancellationToken);
}
