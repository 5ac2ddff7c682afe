using Joulemark.Machines.Linux;
using Joulemark.Serving.Launching;

namespace Joulemark.Checkup;

/// <summary>The server's own limits and its place: what an engine otherwise finds by itself, differently on the next machine.</summary>
internal static class LimitChecks
{
    private const double FewestCpusForBoth = 4;

    public static IEnumerable<Check> All =>
    [
        new("container-engine", CheckTopic.Server, "what runs the server's container", s => s.ContainerEngine is { } engine ? CheckFinding.Pass(engine, "server.launch.engine")
            : s.ContainerProblem is { } problem ? CheckFinding.Fail("none works", "server.launch.engine", "docker or podman", problem.Message, problem.Remedy ?? "") : null) { NeedsPlan = true, TakesTime = true },
        new("launch", CheckTopic.Server, "what the server's start needs", Launch) { NeedsPlan = true, TakesTime = true },
        new("image-pinned", CheckTopic.Server, "image of the server", s => OfLaunches(s, Image)) { NeedsPlan = true },
        new("batch-limit", CheckTopic.Server, "limit of the server's batch", s => OfLaunches(s, Batch) ?? OfServer(s, "server.max-batch", "what the engine finds by itself differs on the next machine, and with it every figure")) { NeedsPlan = true },
        new("dtype", CheckTopic.Server, "precision of the server's model", s => OfLaunches(s, Dtype) ?? OfServer(s, "server.model.dtype", "another precision is another model, with other joules") switch
        {
            { Status: CheckStatus.Unknown } unknown => OfServer(s, "server.model.quantization", "") is { Status: CheckStatus.Pass } quantised ? quantised : unknown,
            var finding => finding,
        }) { NeedsPlan = true },
        new("cache-off", CheckTopic.Server, "prefix cache of the server", s => s.Spec!.Workload.PrefixCache == "cold" ? OfLaunches(s, Cache) : null) { NeedsPlan = true },
        new("client-cores", CheckTopic.Server, "cores of client and server", ClientCores) { NeedsPlan = true },
    ];

    /// <summary>The worst of the servers that the run starts; null where it starts none.</summary>
    private static CheckFinding? OfLaunches(CheckupSite site, Func<LaunchedServer, CheckFinding?> look) =>
        site.Plan!.Configurations.Select(LaunchedServer.Of).OfType<LaunchedServer>().Select(look).OfType<CheckFinding>().MinBy(f => f.Status);

    private static CheckFinding? Launch(CheckupSite site) => site.Launches is not { Problems: var problems, ToFetch: var images } ? null
        : problems.Count == 0 && images.Count == 0 ? CheckFinding.Pass("is there", "server.launch")
        : problems.Count == 0 ? CheckFinding.Warn("an image is to be fetched", "server.launch.image", "images that are here", $"{string.Join("; ", images.Select(i => i.Message))}: the run fetches it before it measures (server.launch.pull), which takes its time and may fail",
            string.Join(" ", images.Select(i => i.Remedy).OfType<string>().Distinct(StringComparer.Ordinal)))
        : CheckFinding.Fail("is not there", "server.launch", "a command or an image, and a free port", string.Join("; ", problems.Select(p => p.Message)), string.Join(" ", problems.Select(p => p.Remedy).OfType<string>().Distinct(StringComparer.Ordinal)));

    private static CheckFinding? Image(LaunchedServer server)
    {
        const string Key = "server.launch.image";
        if (server.Image is not { } image)
            return null;
        var reference = ImageReference.Parse(image);
        return reference.Digest is not null ? CheckFinding.Pass(image, Key)
            : reference.IsLatest ? CheckFinding.Fail(image, Key, "a version, or better a digest", "it is another image tomorrow, and nobody can repeat the run", "Name a version; or NAME@sha256:…, as docker image inspect --format '{{index .RepoDigests 0}}' prints it.")
            : CheckFinding.Warn(image, Key, "a digest", "a tag can be moved; the run records the digest that it meant", "NAME@sha256:…, as docker image inspect --format '{{index .RepoDigests 0}}' prints it.");
    }

    private static CheckFinding Batch(LaunchedServer server) => server.Engine is not { } engine ? Strange("most requests at once")
        : server.Option(engine.Batch) is { } value ? CheckFinding.Pass($"{value} ({engine.Name})", "server.launch")
        : CheckFinding.Fail($"{engine.Name}'s own choice", "server.launch", engine.Batch[0], "what it finds by itself differs on the next machine, and with it every figure", $"Add {engine.Batch[0]} with a number.");

    private static CheckFinding Dtype(LaunchedServer server) => server.Engine is not { } engine ? Strange("precision")
        : engine.Dtype.Count == 0 ? CheckFinding.Pass($"as the model's file has it ({engine.Name})", "server.launch")
        : server.Option(engine.Dtype) is { } value and not "auto" ? CheckFinding.Pass($"{value} ({engine.Name})", "server.launch")
        : CheckFinding.Warn($"{engine.Name}'s own choice", "server.launch", engine.Dtype[0], "another precision is another model, with other joules", $"Add {engine.Dtype[0]} with the precision.");

    private static CheckFinding? Cache(LaunchedServer server) => server.Engine is not { CacheOff: [var off, ..] } engine ? null
        : server.Option(engine.CacheOff) is not null ? CheckFinding.Pass($"off ({engine.Name})", "server.launch")
        : CheckFinding.Warn($"on ({engine.Name})", "server.launch", "off, as workload.prefix-cache: cold declares", "prompts that begin alike are answered from it, and hits make the run invalid", $"Add {off}, or declare workload.prefix-cache: warm.");

    private static CheckFinding Strange(string what) =>
        CheckFinding.Unknown("this engine is not known here", "server.launch", $"Make sure that its {what} is fixed by an option, not found by itself.");

    /// <summary>What a running server says of itself.</summary>
    private static CheckFinding? OfServer(CheckupSite site, string fact, string why) => site.Server is not { } server || site.Spec!.Server.Url is null ? null
        : server.Facts.GetValueOrDefault(fact) is { } value ? CheckFinding.Pass(value, fact)
        : CheckFinding.Unknown($"the server does not say it: {why}", fact, "Start it with the option that fixes it, and note it beside the figures.");

    private static CheckFinding? ClientCores(CheckupSite site)
    {
        var remedy = site.Number("cpu.logical") < FewestCpusForBoth ? "This machine has too few CPUs for both: send the load from another machine (joulemark meters --serve here, and its address in 'meters' there)."
            : "controls: { cpu.affinity.server: 2-7, cpu.affinity.client: 0-1, mode: set }, by the cores of this machine (lscpu -e); server.launch.cpus for a server that the run starts.";
        if (site.Server is { IsLocal: false })
            return null;
        var values = site.Plan!.Configurations[0].Values;
        var all = site.Value("process.affinity");
        var client = values.GetValueOrDefault("controls.cpu.affinity.client") ?? all;
        var server = values.GetValueOrDefault("controls.cpu.affinity.server") ?? LaunchedServer.Of(site.Plan.Configurations[0])?.Cpus ?? Affinity(site) ?? all;
        if (client is null || server is null)
            return CheckFinding.Unknown("which CPUs either may use is not to be seen", "process.affinity");
        var shared = CpuList.Parse(client).Intersect(CpuList.Parse(server)).Count();
        var text = $"client {client}, server {server}";
        return shared == 0 ? CheckFinding.Pass(text, "process.affinity")
            : CheckFinding.Warn(text, "process.affinity", "apart", "the load client takes time from the server that it measures", remedy);
    }

    /// <summary>CPUs that a server which runs already may use.</summary>
    private static string? Affinity(CheckupSite site) => site.Server?.RootProcess is { } pid
        ? ProcessStatus.Line(site.Paths.Procfs, pid.ToString(System.Globalization.CultureInfo.InvariantCulture), "Cpus_allowed_list") : null;
}
