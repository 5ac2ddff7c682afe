using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Storage;

namespace Joulemark.Serving.Launching;

/// <summary>
/// Which servers Joulemark has started and not yet ended: a file each, so that one that a killed Joulemark left behind is found
/// by the next. It draws power, and what is measured beside it is not comparable with anything.
/// </summary>
/// <param name="paths">Where the files are.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class StartedServers(HostPaths paths, TimeProvider time)
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private string Folder => Path.Combine(paths.State, "servers");

    /// <summary>Writes a server down; an existing entry is written again.</summary>
    /// <returns>The entry; null where it cannot be written, e.g. without the right to, which keeps no server from being started.</returns>
    public StartedServer? Write(StartedServer server)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var temporary = File(server) + ".new";
            System.IO.File.WriteAllText(temporary, JsonSerializer.Serialize(server, RecordJson.Indented.StartedServer));
            System.IO.File.Move(temporary, File(server), overwrite: true); // whole or not at all
            return server;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            return null;
        }
    }

    /// <summary>A new entry.</summary>
    public StartedServer New(string name, string? run) => new()
    {
        Id = Guid.NewGuid().ToString("N")[..12],
        Name = name,
        Place = ProcessIdentity.Place,
        Machine = MachineIdentity.Own,
        Owner = ProcessIdentity.Own ?? new ProcessIdentity(Environment.ProcessId, 0),
        StartedAt = time.GetUtcNow(),
        Run = run,
    };

    /// <summary>The server is gone.</summary>
    public void Forget(StartedServer server)
    {
        try
        {
            System.IO.File.Delete(File(server));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // The next run finds that there is no such server.
        }
    }

    /// <summary>Servers that run and whose Joulemark does not. Entries of servers that are gone are removed on the way.</summary>
    public async Task<IReadOnlyList<StartedServer>> FindLeftAsync(CancellationToken cancellationToken)
    {
        var left = new List<StartedServer>();
        foreach (var server in Read().Where(s => s.Place != ProcessIdentity.Place || !s.Owner.IsAlive))
        {
            var isOfAnotherBoot = Boot(server.Place) != Boot(ProcessIdentity.Place);
            if (isOfAnotherBoot && (server.Machine is null || server.Machine != MachineIdentity.Own))
                continue; // another machine's, which shares our home
            if (server.Container is null && server.Place != ProcessIdentity.Place)
            {
                if (isOfAnotherBoot)
                    Forget(server); // of before the machine started anew
                continue; // or of another view of processes, where its numbers mean others
            }

            var alive = server is { Engine: { } engine, Container: { } container } ? await ExistsAsync(engine, container, cancellationToken) : server.Process?.IsAlive ?? false;
            if (alive is true)
                left.Add(server);
            else if (alive is false)
                Forget(server);
        }

        return left;
    }

    /// <summary>Ends a server that was left behind, and forgets it.</summary>
    /// <returns>Why it could not be; null where it is gone.</returns>
    public async Task<string?> RemoveAsync(StartedServer server, CancellationToken cancellationToken)
    {
        if (server is { Engine: { } engine, Container: { } container })
        {
            var removal = await LocalCommand.RunAsync([engine, "rm", "-f", "-v", container], CommandLimit, cancellationToken);
            if (await ExistsAsync(engine, container, cancellationToken) is not false)
                return removal.Words;
        }
        else if (server.Process is { } process)
        {
            var all = process.Descendants().Append(process).ToList();
            all.ForEach(p => p.SendTerminate());
            for (var began = time.GetTimestamp(); all.Exists(p => p.IsAlive) && time.GetElapsedTime(began) < Grace;)
                await Task.Delay(Look, time, cancellationToken);
            all.ForEach(p => p.SendKill());
            for (var began = time.GetTimestamp(); all.Exists(p => p.IsAlive) && time.GetElapsedTime(began) < Grace;)
                await Task.Delay(Look, time, cancellationToken);
            if (all.Find(p => p.IsAlive) is { } stubborn)
                return $"process {stubborn.Pid} does not end";
        }

        Forget(server);
        return null;
    }

    /// <summary>What is to be said of a server that stays, whatever was done to end it.</summary>
    public static JoulemarkException CannotBeEnded(string name, string problem, string command) => new(ExitCode.SystemUnderTestFailed, new Diagnostic("JM3060", DiagnosticSeverity.Error,
        $"{name} cannot be ended: {problem}; it draws power and holds memory", $"End it: {command}. One that hangs in a driver (state D in ps) ends with a restart of the machine."));

    /// <summary>Refuses to go on while a server is left; one that is just being ended is waited for.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: a server is left.</exception>
    public async Task RequireNoneLeftAsync(CancellationToken cancellationToken)
    {
        var left = await FindLeftAsync(cancellationToken);
        for (var began = time.GetTimestamp(); left.Count > 0 && time.GetElapsedTime(began) < Grace; left = await FindLeftAsync(cancellationToken))
            await Task.Delay(10 * Look, time, cancellationToken);
        if (left.Count > 0)
        {
            throw new JoulemarkException(ExitCode.Invalid, [.. left.Select(s => new Diagnostic("JM3050", DiagnosticSeverity.Error,
                $"{s.Name}, started {s.StartedAt:yyyy-MM-dd HH:mm} UTC by a Joulemark that is gone, still runs: it draws power and holds memory", $"End it: joulemark doctor --restore, or {s.Removal}"))]);
        }
    }

    private static string Boot(string place) => place.Split(' ')[0];

    private string File(StartedServer server) => Path.Combine(Folder, server.Id + ".json");

    private List<StartedServer> Read()
    {
        var servers = new List<StartedServer>();
        foreach (var file in Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.json") : [])
        {
            try
            {
                if (JsonSerializer.Deserialize(System.IO.File.ReadAllText(file), RecordJson.Indented.StartedServer) is { } server)
                    servers.Add(server with { Id = Path.GetFileNameWithoutExtension(file) });
            }
            catch (Exception e) when (e is JsonException || FileFailure.Is(e))
            {
                // Removed meanwhile, or of another version: nothing can be said of it.
            }
        }

        return servers;
    }

    /// <summary>Whether the engine has the container; null where it cannot be asked.</summary>
    private static async Task<bool?> ExistsAsync(string engine, string container, CancellationToken cancellationToken)
    {
        var list = await LocalCommand.RunAsync([engine, "ps", "--all", "--filter", $"name={container}", "--format", "{{.Names}}"], CommandLimit, cancellationToken);
        return list.Succeeded ? list.Output.Split('\n', StringSplitOptions.TrimEntries).Contains(container, StringComparer.Ordinal) : null;
    }
}
