using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Running;
using Joulemark.Serving;
using Joulemark.Serving.Launching;

namespace Joulemark.Checkup;

/// <summary>Looks the machine over, and a spec with it, without changing anything.</summary>
internal static class Examination
{
    /// <summary>How long is looked at what others do: the kernel counts CPU time in ticks of 10 ms.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(0.5);

    // A server that is up answers at once; one that is not is no fault before a run.
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(2);

    public static async Task<CheckupReport> MakeAsync(ExaminationSettings settings, CancellationToken cancellationToken)
    {
        var clock = new MonotonicClock(settings.TimeProvider);
        var plan = settings.Plan;
        var facts = MachineProbe.Capture(settings.Paths);
        using var controls = new ControlHost(settings.Paths, facts.All, plan?.Gpus ?? []);
        var (server, problem) = plan is null || settings.IsQuick ? (null, null) : await AskAsync(plan, settings.Paths, clock, cancellationToken);
        controls.Server = server?.Facts;
        controls.Elsewhere = server is { IsLocal: false } ? "the server is on another machine" : null;
        controls.ServerProcesses = server?.RootProcess is { } root ? [root] : plan is null ? [] : ControlSession.LocalServers(plan, settings.Paths);
        controls.ServerProcess = server is { IsLocal: true, RootProcess: { } process } ? (process, settings.Paths.Procfs) : null; // none of ours is up

        var background = settings.IsQuick ? null : new BackgroundCpu(settings.Paths, clock, controls.ServerProcesses);
        var meterHost = new MeterHost(settings.Paths, clock, new SystemUnderTest()) { Sources = settings.IsQuick ? [] : plan?.Meters ?? [] };
        using var meters = MeterSet.Probe(meterHost);
        if (background is not null)
        {
            await Task.Delay(Look, settings.TimeProvider, cancellationToken);
            controls.BackgroundCpu = background.Share;
        }

        var (engine, engineProblem) = plan is null || settings.IsQuick ? (null, null) : await FindEngineAsync(plan, cancellationToken);
        var launches = plan is null || settings.IsQuick || engineProblem is not null ? null : await CheckLaunchesAsync(plan, settings.Paths, clock, cancellationToken);
        var site = new CheckupSite(settings.Paths, facts.All, controls)
        {
            Runs = settings.Runs, IsQuick = settings.IsQuick, Plan = plan, Meters = meters, Server = server, ServerProblem = problem,
            LeftServers = settings.IsQuick ? null : await new StartedServers(settings.Paths, settings.TimeProvider).FindLeftAsync(cancellationToken),
            ContainerEngine = engine, ContainerProblem = engineProblem, Launches = launches,
        };
        var applying = CheckCatalog.All.Where(c => plan is not null || !c.NeedsPlan).ToList();
        var machine = new MachineSnapshot { Fingerprint = facts.Fingerprint, Channels = meters.Channels, Missing = meters.Missing };
        return new CheckupReport(machine.Summary, settings.SpecFile, settings.IsQuick, Results(site, applying.Where(c => !settings.IsQuick || !c.TakesTime)),
            settings.IsQuick ? [.. applying.Where(c => c.TakesTime).Select(c => c.Id)] : []);
    }

    private static IReadOnlyList<CheckResult> Results(CheckupSite site, IEnumerable<Check> checks)
    {
        var results = checks.Select(c => c.Look(site) is { } finding ? CheckResult.Of(c.Id, c.Topic, c.Title, finding) : null).OfType<CheckResult>();
        if (site.Plan is { } plan)
        {
            results = results.Concat(plan.Warnings.Select(w => CheckResult.Of(w.Id, CheckTopic.Measure, "the spec", new CheckFinding(CheckStatus.Warn, w.Message, w.File) { Remedy = w.Remedy })))
                .Concat(ControlLines.Of(site));
        }

        return [.. results.OrderBy(r => r.Topic)]; // stable: in the catalog's order within a topic
    }

    /// <summary>What the servers need that the plan starts; null where it starts none. Nothing is fetched for it.</summary>
    private static async Task<LaunchNeeds?> CheckLaunchesAsync(BenchmarkPlan plan, HostPaths paths, MonotonicClock clock, CancellationToken cancellationToken)
    {
        var launched = plan.Configurations.Where(c => c.Spec.Server.Launch is not null).ToList();
        var (problems, toFetch) = (new List<Diagnostic>(), new List<Diagnostic>());
        foreach (var configuration in launched.Where((c, i) => !launched.Take(i).Any(c.SharesServerWith)))
        {
            var launch = configuration.Spec.Server.Launch!;
            try
            {
                await using var server = BuiltIns.Server(configuration.Spec.Server.Kind).Create(configuration.Spec.Server with { Launch = launch with { Pull = false } }, new ServerEnvironment(clock, paths, null, []));
                await server.CheckAsync(cancellationToken);
            }
            catch (JoulemarkException e)
            {
                foreach (var diagnostic in e.Diagnostics)
                    (launch.Pull && diagnostic.Id == ContainerLauncher.ImageAbsent ? toFetch : problems).Add(diagnostic);
            }
        }

        return launched.Count == 0 ? null : new LaunchNeeds([.. problems.DistinctBy(p => p.Message, StringComparer.Ordinal)], [.. toFetch.DistinctBy(p => p.Message, StringComparer.Ordinal)]);
    }

    /// <summary>The engine for the containers that the plan starts.</summary>
    private static async Task<(string? Engine, Diagnostic? Problem)> FindEngineAsync(BenchmarkPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Configurations.Select(c => c.Spec.Server.Launch).FirstOrDefault(l => l?.Image is not null) is not { } launch)
            return (null, null);
        try
        {
            var engine = await ContainerEngine.FindAsync(launch.Engine, cancellationToken);
            return ($"{engine.Program} {engine.Version}", null);
        }
        catch (JoulemarkException e)
        {
            return (null, e.Diagnostics[0]);
        }
    }

    /// <summary>What a server that is running says of itself. One that is started for the run is not up now.</summary>
    private static async Task<(ServerDescription? Server, string? Problem)> AskAsync(BenchmarkPlan plan, HostPaths paths, MonotonicClock clock, CancellationToken cancellationToken)
    {
        var spec = plan.Configurations[0].Spec.Server;
        if (!spec.IsRunning)
            return (null, null);
        try
        {
            await using var server = BuiltIns.Server(spec.Kind).Create(spec with { StartTimeout = ServerPatience, RequestTimeout = ServerPatience, Wait = false }, new ServerEnvironment(clock, paths, null, []));
            return (await server.StartAsync(cancellationToken), null);
        }
        catch (JoulemarkException e)
        {
            return (null, e.Diagnostics[0].Message);
        }
    }
}
