using System.Diagnostics;
using System.Globalization;
using Joulemark.Planning;
using Joulemark.Serving.Launching;

namespace Joulemark.Serving.Reference;

/// <summary>
/// Starts <c>joulemark reference</c> as a process of its own, so that it is metered apart from the load client. It knows its
/// lifeline, and needs no supervisor.
/// </summary>
internal sealed class ReferenceLauncher(ServerSpec spec, ServerEnvironment environment) : IServerLauncher
{
    /// <summary>Start of the line that the server prints once it listens.</summary>
    public const string Announcement = "listening on ";

    public async Task<IStartedServer> StartAsync(CancellationToken cancellationToken)
    {
        var model = spec.Model ?? throw new InvalidOperationException("The planner lets no reference server pass without a model.");
        var threads = spec.Threads.ToString(CultureInfo.InvariantCulture);
        var command = environment.Placement.Place([.. environment.Joulemark, "reference", "--port", "0", "--model", model, "--threads", threads, "--stop-with-stdin"]);
        var log = new ServerLog(environment.LogDirectory is { } directory ? Path.Combine(directory, $"server-{model}.log") : null);
        var process = ServerProcess.Start($"the reference server of {model}", new ProcessStartInfo(command[0], command.Skip(1)), Announcement, log);
        try
        {
            return new Started(process, log, model, threads, new Uri(await process.WaitForAnnouncementAsync(spec.StartTimeout, cancellationToken)));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private sealed class Started(ServerProcess process, ServerLog log, string model, string threads, Uri url) : IStartedServer
    {
        public string Name => $"the reference server of {model}";

        public Uri Url => url;

        public IReadOnlyDictionary<string, string> Facts { get; } =
            new Dictionary<string, string>(StringComparer.Ordinal) { ["server.kind"] = "reference", ["server.threads"] = threads };

        public bool IsOwnChild => true;

        public Task Exited => process.Exited;

        public string? ExitReason => process.ExitReason;

        public string LastLines => log.LastLines;

        public Task<int?> FindRootAsync(CancellationToken cancellationToken) => Task.FromResult<int?>(process.Id);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
