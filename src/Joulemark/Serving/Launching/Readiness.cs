using Joulemark.Diagnostics;

namespace Joulemark.Serving.Launching;

/// <summary>Waits until a server that was started is ready by its own API, and no longer than it lives.</summary>
internal static class Readiness
{
    /// <summary>Asks a server, and stops asking when it ends.</summary>
    /// <exception cref="JoulemarkException">Exit code 4: it ended, or was not ready in time; with its last lines.</exception>
    public static async Task<T> WaitAsync<T>(IStartedServer server, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = ask(stop.Token);
        if (await Task.WhenAny(asking, server.Exited) != asking)
        {
            await stop.CancelAsync();
            await asking.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw Gone(server);
        }

        try
        {
            return await asking;
        }
        catch (JoulemarkException) when (server.ExitReason is not null)
        {
            throw Gone(server);
        }
        catch (JoulemarkException e) when (e.Diagnostics[0].Id is "JM3001" or "JM3002" or "JM3020")
        {
            throw ServerProcess.Failure($"{server.Name} did not get ready: {e.Diagnostics[0].Message}{server.LastLines}", "Raise server.start-timeout, check server.launch.port, or look into the server's log in the run folder.");
        }
    }

    private static JoulemarkException Gone(IStartedServer server) => ServerProcess.Failure(server.ExitReason ?? $"{server.Name} ended", "The lines above are the server's own.");
}
