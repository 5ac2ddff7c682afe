using System.Globalization;
using Joulemark.Load;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Statistics;
using Joulemark.Storage;

namespace Joulemark.Benchmarks;

/// <summary>
/// The load client as a run uses it, records on disk included, against a server given by address: what it takes, what it
/// costs, and what it says of the latency. One line, beside that of the C floor (bench/rig/cload.c).
/// </summary>
internal static class LoadBench
{
    public static async Task<int> RunAsync(string url, string[] settings)
    {
        var requests = int.Parse(settings.FirstOrDefault(s => s.StartsWith("requests=", StringComparison.Ordinal))?["requests=".Length..] ?? "10000", CultureInfo.InvariantCulture);
        var document = SpecParser.Parse($"name: bench\nserver: {{ kind: openai, url: '{url}' }}\nworkload: {{ kind: arithmetic }}\n", "bench.yaml",
            settings.Where(s => !s.StartsWith("requests=", StringComparison.Ordinal)));
        var plan = Planner.Plan(document, []);
        var configuration = plan.Configurations[0];
        var clock = new MonotonicClock(TimeProvider.System);
        await using var server = BuiltIns.Server("openai").Create(configuration.Spec.Server, new ServerEnvironment(clock, HostPaths.FromEnvironment(), null, []));
        await server.StartAsync(CancellationToken.None);

        var directory = Directory.CreateTempSubdirectory("joulemark-bench-");
        try
        {
            await AskAsync(Math.Min(requests, 2000), record: false); // compiling
            await AskAsync(requests, record: true);
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return 0;

        async Task AskAsync(int count, bool record)
        {
            var folder = RunFolderWriter.Create(directory.FullName, Header(record ? "bench" : "warm-up"),
                new MachineSnapshot { Fingerprint = new Dictionary<string, string>(StringComparer.Ordinal), Channels = [], Missing = [] });
            var figures = new Figures();
            var driver = new LoadDriver(configuration, plan.Tasks[configuration.Name], server, clock, request =>
            {
                folder.Write(request);
                figures.Add(request);
            });
            await driver.PrepareAsync(CancellationToken.None);
            var (began, cpu) = (clock.Now, Environment.CpuUsage.TotalTime);
            server.Watch?.Begin();
            using var load = driver.Start(Stage.Window, 1, CancellationToken.None);
            while (driver.Position < count && load.Failure is null)
                await Task.Delay(2);
            load.Stop();
            await load.Finished;
            var client = server.Watch?.End();
            await folder.DisposeAsync(); // all is written
            if (load.Failure is { } failure)
                throw new InvalidOperationException(failure.Message);
            if (record)
                Console.WriteLine(figures.Line(configuration.Spec, (clock.Now - began).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, client));
        }
    }

    private static RunHeader Header(string id) => new()
    {
        ToolVersion = ToolVersion.Current,
        Id = id,
        Name = "bench",
        StartedAt = TimeProvider.System.GetUtcNow(),
        Status = RunStatus.Running,
        SampleRate = 10,
        Seeds = new Dictionary<string, int>(StringComparer.Ordinal),
        Plan = [],
        Configurations = [],
    };

    private sealed class Figures
    {
        private readonly List<double> _ttft = [];
        private readonly List<double> _lag = [];
        private long _tokens;
        private int _errors;

        public void Add(RequestRecord request)
        {
            _tokens += request.OutputTokens ?? 0;
            _errors += request.Error is null ? 0 : 1;
            if (request.Ttft is { } ttft)
                _ttft.Add(ttft.TotalMilliseconds);
            _lag.Add((request.Sent - request.Scheduled).TotalMilliseconds);
        }

        public string Line(BenchmarkSpec spec, double seconds, double cpu, ClientLoad? client)
        {
            var (ttft, lag) = (_ttft.Order().ToList(), _lag.Order().ToList());
            return string.Create(CultureInfo.InvariantCulture,
                $"joulemark {spec.Load.Kind} c={spec.Load.Concurrency} n={_lag.Count} tok={spec.Workload.MaxOutputTokens}: {seconds:0.000}s {_tokens / seconds:0} tok/s {_lag.Count / seconds:0} req/s cpu={cpu:0.000}s ({cpu * 1e6 / _tokens:0.000} cpu-s/Mtok) rss={Peak()}kB errors={_errors}"
                + $" ttft ms p50={Quantiles.At(ttft, 0.5):0.000} p99={Quantiles.At(ttft, 0.99):0.000} lag ms p99={Quantiles.At(lag, 0.99):0.000} client delay ms p99={client?.DelayP99Seconds * 1e3:0.000} busy={client?.BusyShare:0.00}");
        }

        /// <summary>Most memory that was resident, in kB.</summary>
        private static string Peak() =>
            File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] ?? "?";
    }
}
