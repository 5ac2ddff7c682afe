using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Serving.Launching;

namespace Joulemark.Running;

/// <summary>Looks for what runs that are gone have left, and puts it in order where that is asked for.</summary>
internal static class Doctor
{
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="restore">True to change settings back and to end servers that runs left behind.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="JoulemarkException">The leases cannot be listed.</exception>
    public static async Task<DoctorReport> ExamineAsync(HostPaths paths, bool restore, CancellationToken cancellationToken)
    {
        var store = new LeaseStore(paths);
        try
        {
            return new DoctorReport
            {
                Leases = LeaseRestorer.Look(store, restore),
                Servers = await ServersAsync(new StartedServers(paths, TimeProvider.System), restore, cancellationToken),
            };
        }
        catch (IOException e)
        {
            throw Unlisted(store, e);
        }
    }

    /// <summary>The directory of leases cannot be listed, so that nobody can tell what is changed.</summary>
    internal static JoulemarkException Unlisted(LeaseStore store, IOException e) => new(ExitCode.Invalid, new Diagnostic("JM6034", DiagnosticSeverity.Error,
        $"the leases in {store.Directory} cannot be listed: {e.Message}", "Run as the user whose they are, or set JOULEMARK_STATE to a directory of your own."));

    private static async Task<IReadOnlyList<LeftServer>> ServersAsync(StartedServers started, bool restore, CancellationToken cancellationToken)
    {
        var servers = new List<LeftServer>();
        foreach (var server in await started.FindLeftAsync(cancellationToken))
        {
            var problem = restore ? await started.RemoveAsync(server, cancellationToken) : null;
            servers.Add(new LeftServer(server.Name, server.Removal, restore && problem is null, problem));
        }

        return servers;
    }
}
