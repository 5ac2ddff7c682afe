using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Joulemark.Load;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Statistics;
using Joulemark.Testing.Servers;
using Joulemark.Workloads;

namespace Joulemark.Benchmarks;

/// <summary>
/// How late an open loop sends what is due: the schedule's lag at 300 and 600 requests a second, against a fake server in
/// this process, a server by its address, or the C mock (bench/rig/mock.c) by its path. A trace is scaled to the same rates.
/// </summary>
internal static class ScheduleBench
{
    private const double Seconds = 20;
    private const double WarmUpSeconds = 3;
    private const int Tokens = 64;
    private const double FirstTokenMilliseconds = 50;
    private const double TokenMilliseconds = 50;

    /// <param name="server">An address, the path of the mock, or <c>fake</c>.</param>
    /// <param name="traces">Traces to replay: Azure's (.csv) or Mooncake's.</param>
    public static async Task RunAsync(string server, string[] traces)
    {
        using var mock = File.Exists(server) ? StartMock(server, out server) : null;
        await using var fake = server == "fake" ? FakeOpenAIServer.Start(new FakeBehavior
        {
            Models = ["mock"],
            Tokens = [.. Enumerable.Repeat(" token", Tokens)],
            FirstTokenDelay = TimeSpan.FromMilliseconds(FirstTokenMilliseconds),
            TokenDelay = TimeSpan.FromMilliseconds(TokenMilliseconds),
        }) : null;
        var url = fake?.Url.ToString() ?? server;
        try
        {
            Console.WriteLine("| load | requests/s | requests | lag p50 ms | p90 | p99 | p99.9 | max | failed |");
            Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
            foreach (var rate in (double[])[300, 600])
            {
                foreach (var arrival in (string[])["constant", "poisson", "gamma"])
                    await RateAsync(url, rate, arrival);
                foreach (var trace in traces)
                    await TraceAsync(url, rate, trace);
            }
        }
        finally
        {
            mock?.Kill();
        }
    }

    private static Task RateAsync(string url, double rate, string arrival)
    {
        var document = Document(url, "kind: arithmetic", "load.kind=rate", Setting($"load.rate={rate}"), $"load.arrival={arrival}", arrival == "gamma" ? "load.burstiness=0.5" : "load.burstiness=1");
        var plan = Planner.Plan(document, []);
        return MeasureAsync(plan.Configurations[0], plan.Tasks.Values.Single(), arrival == "gamma" ? "gamma, burstiness 0.5" : arrival, rate);
    }

    private static Task TraceAsync(string url, double rate, string trace)
    {
        var kind = trace.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "azure-trace" : "mooncake";
        BenchmarkPlan Plan(double speedUp) => Planner.Plan(
            Document(url, $"{{ kind: {kind}, path: '{Path.GetFullPath(trace)}' }}", "load.kind=trace", Setting($"load.speed-up={speedUp}"), Setting($"workload.requests={rate * Seconds}")), []);

        // A first look at the trace says how dense it is.
        var (items, length) = (Plan(1).Tasks.Values.Single().Items.Count, BuiltIns.Load("trace").Length(Plan(1).Configurations[0].Spec.Load, Plan(1).Tasks.Values.Single())!.Value);
        var plan = Plan(rate * length.TotalSeconds / items);

        // Answers of one length, as with the other loads: it is the sending that is looked at.
        TaskItem Short(TaskItem item) => item with { OutputTokens = Tokens };
        var task = plan.Tasks.Values.Single();
        task = task with { Items = [.. task.Items.Select(Short)], Renew = task.Renew is { } renew ? (number, pass) => Short(renew(number, pass)) : null };
        return MeasureAsync(plan.Configurations[0], task, Path.GetFileName(trace), rate);
    }

    private static async Task MeasureAsync(PlannedConfiguration configuration, WorkloadTask task, string name, double rate)
    {
        var clock = new MonotonicClock(TimeProvider.System);
        await using var server = BuiltIns.Server("openai").Create(configuration.Spec.Server, new ServerEnvironment(clock, HostPaths.FromEnvironment(), null, []));
        await server.StartAsync(CancellationToken.None);
        var records = new ConcurrentQueue<RequestRecord>();
        var driver = new LoadDriver(configuration, task, server, clock, records.Enqueue);
        await driver.PrepareAsync(CancellationToken.None);
        using (var warmUp = driver.Start(Stage.WarmUp, 0, CancellationToken.None))
        {
            await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds));
            warmUp.Stop();
            await warmUp.Finished;
        }

        records.Clear();
        using (var load = driver.Start(Stage.Window, 1, CancellationToken.None))
        {
            await Task.WhenAny(load.Finished, Task.Delay(TimeSpan.FromSeconds(2 * Seconds)), driver.IsWholeTask ? Task.Delay(Timeout.Infinite) : Task.Delay(TimeSpan.FromSeconds(Seconds)));
            load.Stop();
            await load.Finished;
        }

        var lags = records.Select(r => (r.Sent - r.Scheduled).TotalMilliseconds).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {rate} | {lags.Count} | {Quantiles.At(lags, 0.5):0.000} | {Quantiles.At(lags, 0.9):0.000} | {Quantiles.At(lags, 0.99):0.000} | {Quantiles.At(lags, 0.999):0.000} | {lags[^1]:0.000} | {records.Count(r => r.Error is not null)} |"));
    }

    private static SpecDocument Document(string url, string workload, params string[] settings) => SpecParser.Parse(
        $"name: bench\nserver: {{ kind: openai, url: '{url}', model: mock }}\nworkload: {(workload[0] == '{' ? workload : $"{{ {workload} }}")}\n", "bench.yaml",
        [$"workload.output-tokens.max={Tokens}", .. settings]);

    private static string Setting(FormattableString setting) => FormattableString.Invariant(setting);

    private static Process StartMock(string path, out string url)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        url = Setting($"http://127.0.0.1:{port}");
        return Process.Start(new ProcessStartInfo(path)
        {
            Arguments = Setting($"--port {port} --tokens {Tokens} --ttft-ms {FirstTokenMilliseconds} --itl-ms {TokenMilliseconds}"),
            RedirectStandardError = false,
        })!;
    }
}
