namespace Joulemark.Serving.Launching;

/// <summary>A server that we started. Disposing of it ends it, and leaves nothing behind.</summary>
internal interface IStartedServer : IAsyncDisposable
{
    /// <summary>What to call it in messages.</summary>
    string Name { get; }

    /// <summary>Where it listens.</summary>
    Uri Url { get; }

    /// <summary>What is known of it from how it was started; wins over what it says of itself.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>True when <see cref="FindRootAsync"/> gives a number of our own view of processes.</summary>
    bool IsOwnChild { get; }

    /// <summary>Comes to its end when the server does.</summary>
    Task Exited { get; }

    /// <summary>Why it is gone; null while it runs, and when it is we who stopped it.</summary>
    string? ExitReason { get; }

    /// <summary>The last lines of its log, for a message; empty where there are none.</summary>
    string LastLines { get; }

    /// <summary>The root of its processes; null where it cannot be found.</summary>
    Task<int?> FindRootAsync(CancellationToken cancellationToken);

    /// <summary>Runs a command where the server runs.</summary>
    Task<LocalCommandResult> RunBesideAsync(IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancellationToken) => LocalCommand.RunAsync(words, limit, cancellationToken);
}
