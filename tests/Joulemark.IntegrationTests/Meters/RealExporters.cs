using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Meters;

/// <summary>The real node_exporter over a sysfs with RAPL zones, and a real Prometheus that scrapes it once a second, both on loopback.</summary>
internal sealed class RealExporters : IAsyncDisposable
{
    private readonly CliProcess _nodeExporter;
    private readonly List<CliProcess> _others = [];
    private readonly Workspace _workspace = new();

    private RealExporters(CliProcess nodeExporter, Uri node)
    {
        _nodeExporter = nodeExporter;
        NodeExporter = node;
    }

    public Uri NodeExporter { get; }

    /// <summary>Starts node_exporter; skips the test where Debian's package is not installed.</summary>
    public static async Task<RealExporters> StartAsync(FakeSysfs sysfs)
    {
        var program = Find("prometheus-node-exporter");
        var process = CliProcess.StartCommand([program, $"--path.sysfs={sysfs.Root}", "--collector.disable-defaults", "--collector.rapl", "--web.listen-address=127.0.0.1:0"]);
        return new RealExporters(process, new Uri($"{await AddressAsync(process)}metrics"));
    }

    /// <summary>Starts a Prometheus that scrapes node_exporter and other pages.</summary>
    public async Task<Uri> StartPrometheusAsync(params Uri[] more)
    {
        var targets = more.Prepend(NodeExporter).Select(u => $"  - job_name: job{u.Port.ToString(CultureInfo.InvariantCulture)}\n    static_configs: [ {{ targets: ['{u.Authority}'] }} ]\n");
        var configuration = _workspace.Write("prometheus.yml", $"global: {{ scrape_interval: 1s }}\nscrape_configs:\n{string.Concat(targets)}");
        var process = CliProcess.StartCommand([Find("prometheus"), $"--config.file={configuration}", $"--storage.tsdb.path={_workspace.File("data")}", "--web.listen-address=127.0.0.1:0"]);
        _others.Add(process);
        return await AddressAsync(process);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _others.Append(_nodeExporter))
            await process.DisposeAsync();
        _workspace.Dispose();
    }

    /// <summary>The address that a program of the Prometheus family says it listens on, once it does.</summary>
    private static async Task<Uri> AddressAsync(CliProcess process)
    {
        var line = await process.ErrorLineAsync("msg=\"Listening on\"");
        return new Uri($"http://{line[(line.IndexOf("address=", StringComparison.Ordinal) + "address=".Length)..].Trim('"', ' ')}/");
    }

    private static string Find(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed: apt-get install {program}");
        return path!;
    }
}
