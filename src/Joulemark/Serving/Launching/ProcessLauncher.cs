using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Planning;

namespace Joulemark.Serving.Launching;

/// <summary>Starts a server as a process under a supervisor, which is this very tool.</summary>
internal sealed class ProcessLauncher(ServerSpec spec, LaunchSpec launch, ServerEnvironment environment) : IServerLauncher
{
    private readonly IReadOnlyList<string> _command = launch.Command ?? throw new InvalidOperationException("The planner lets no launch pass without a command or an image.");

    private string Name => $"the server {Path.GetFileName(_command[0])}";

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        CommandFile.Require(_command[0]);
        if (launch.MemoryNodes is not null)
            RequireTool("numactl", "memory-nodes");
        else if (launch.Cpus is not null)
            RequireTool("taskset", "cpus");
        if (launch.Port is not null || spec.Url is not null)
            ServerPort.Require(environment.Paths, Port());
        return Task.CompletedTask;
    }

    public async Task<IStartedServer> StartAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        var port = Port();
        var words = environment.Placement.Place([.. Binding(), .. LaunchPlace.Fill(_command, spec, port), .. LaunchPlace.Fill(launch.Arguments, spec, port)]);
        var start = new ProcessStartInfo(environment.Joulemark[0], [.. environment.Joulemark.Skip(1), "supervise", "--", .. words]) { WorkingDirectory = launch.WorkingDirectory ?? "" };
        foreach (var (name, value) in launch.Environment.Select(LaunchEnvironment.Parse))
            start.Environment[name] = value ?? Environment.GetEnvironmentVariable(name);
        if (launch.Gpus is { } gpus and not "all")
        {
            start.Environment["CUDA_VISIBLE_DEVICES"] = gpus;
            if (!launch.Environment.Any(e => LaunchEnvironment.Parse(e).Name == "CUDA_DEVICE_ORDER"))
                start.Environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"; // as the meters number boards; CUDA would put the fastest first
        }

        var log = LaunchPlace.Log(spec, environment, Path.GetFileName(_command[0]));
        var servers = new StartedServers(environment.Paths, environment.Clock.TimeProvider);
        var process = ServerProcess.Start(Name, start, Supervisor.Announcement, log, Supervisor.StopPatience);
        try
        {
            var pid = int.Parse(await process.WaitForAnnouncementAsync(spec.StartTimeout, cancellationToken), CultureInfo.InvariantCulture);
            var entry = servers.New(Name, environment.LogDirectory) with { Process = ProcessIdentity.Of(pid) };
            servers.Write(entry);
            return new LaunchedProcess(process, log, servers, entry, pid, LaunchPlace.Url(spec, port));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private int Port() => launch.Port ?? spec.Url?.Port ?? ServerPort.Free();

    private string[] Binding() => launch switch
    {
        { MemoryNodes: { } nodes, Cpus: { } cpus } => ["numactl", $"--membind={nodes}", $"--physcpubind={cpus}", "--"],
        { MemoryNodes: { } nodes } => ["numactl", $"--membind={nodes}", "--"],
        { Cpus: { } cpus } => ["taskset", "--cpu-list", cpus],
        _ => [],
    };

    private static void RequireTool(string tool, string key)
    {
        if (!CommandFile.Exists(tool))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM3045", DiagnosticSeverity.Error, $"'server.launch.{key}' needs {tool}, which is not installed",
                $"apt-get install {(tool == "numactl" ? tool : "util-linux")}, or remove the key."));
        }
    }
}
