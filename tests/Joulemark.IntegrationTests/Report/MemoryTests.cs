using System.Globalization;
using System.Text;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>The memory of a long run's analysis, which is that of the run's end.</summary>
public sealed class MemoryTests
{
    private const int Windows = 10;
    private const int Requests = 1_000_000;
    private const int Tokens = 8;
    private const long MostBytes = 500_000_000;

    [Fact]
    public async Task Report_OfAMillionRequests_TakesLessThan500Megabytes()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The peak of a process is read from Linux's /proc.");
        using var workspace = new Workspace();
        var folder = workspace.File("runs/20260101T000000Z-big-0000");
        Directory.CreateDirectory(folder);
        Write(folder);

        await using var process = CliProcess.Start(["report", folder, "--json"]);
        var ending = process.ExitAsync();
        long peak = 0;
        while (!ending.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.WhenAny(ending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        var result = (await ending).Expect(0);
        var metrics = result.Json.GetProperty("configurations").GetProperty("only").GetProperty("metrics");
        Assert.Equal(Requests, metrics.GetProperty("ttft_p99").GetProperty("n").GetInt32());
        Assert.Equal(0.02, metrics.GetProperty("itl_p50").GetProperty("value").GetDouble(), 2e-5);
        Assert.InRange(peak, 50_000_000, MostBytes);
    }

    /// <summary>Most memory that a process has had, in bytes; 0 once it is gone.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.AsSpan(6).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>A thousand requests a second in ten windows of a hundred seconds each, 10 W idle and 30 W under load.</summary>
    private static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "run.json"), """
            {"schema_version":1,"tool_version":"test","id":"20260101T000000Z-big-0000","name":"big","started_at":"2026-01-01T00:00:00+00:00","status":"complete",
            "boundary":"components","gpus":[],"sample_rate":10,"seeds":{},"plan":["only"],"configurations":[{"name":"only","factors":{},"spec":{"load.kind":"concurrency",
            "load.concurrency":"1","workload.prefix-cache":"any","objectives.ttft-p99":"500ms"},"task_hash":"0","task_requests":200,"task_distinct_items":200,"template_hash":"0"}]}
            """);
        static string Channel(string name, string part) =>
            $$"""{"name":"{{name}}","source":"rapl","part":"{{part}}","provenance":"counter","reading":"energy-counter","update_period_s":0.001,"gain_uncertainty":0.1}""";
        File.WriteAllText(Path.Combine(folder, "machine.json"), $$"""{"fingerprint":{},"missing":[],"calibrations":[],"channels":[{{Channel("cpu0-package", "cpu-package")}},{{Channel("cpu0-dram", "dram")}}]}""");
        File.WriteAllText(Path.Combine(folder, "events.jsonl"), "");

        const int each = Requests / Windows;
        var seconds = each / 1000;
        using (var windows = new StreamWriter(Path.Combine(folder, "windows.jsonl")))
        {
            windows.Write("{\"configuration\":\"only\",\"stage\":\"idle-loaded\",\"start_ns\":10000000000,\"end_ns\":20000000000,\"steady\":true,\"counts\":{},\"energy_j\":{}}\n");
            for (var w = 0; w < Windows; w++)
                windows.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"configuration\":\"only\",\"stage\":\"window\",\"repeat\":{w + 1},\"start_ns\":{StartOf(w, seconds)},\"end_ns\":{StartOf(w, seconds) + (seconds * 1_000_000_000L)},\"steady\":true,\"counts\":{{}},\"energy_j\":{{}}}}\n"));
        }

        using (var samples = new StreamWriter(Path.Combine(folder, "samples.jsonl")))
        {
            long joules = 0;
            for (long i = 0; i * 100_000_000 < StartOf(Windows, seconds); i++)
            {
                foreach (var channel in (string[])["cpu0-package", "cpu0-dram"])
                    samples.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"time_ns\":{i * 100_000_000},\"channel\":\"{channel}\",\"reading\":{joules / 2.0}}}\n"));
                joules += i < 300 ? 1 : 3;
            }
        }

        using var requests = new StreamWriter(Path.Combine(folder, "requests.jsonl"), append: false, new UTF8Encoding(false), 1 << 20);
        var line = new StringBuilder(1024);
        for (var w = 0; w < Windows; w++)
        {
            for (var i = 0; i < each; i++)
            {
                var due = StartOf(w, seconds) + (i * 1_000_000L);
                var first = due + 50_000_000 + (i % 1000 * 1000);
                line.Clear();
                line.Append(CultureInfo.InvariantCulture, $"{{\"configuration\":\"only\",\"stage\":\"window\",\"repeat\":{w + 1},\"item\":{i % 200},\"scheduled_ns\":{due},\"sent_ns\":{due + 40_000},\"first_byte_ns\":{first - 1000},\"first_token_ns\":{first},");
                line.Append(CultureInfo.InvariantCulture, $"\"last_token_ns\":{first + ((Tokens - 1) * 20_000_000L)},\"ended_ns\":{first + (Tokens * 20_000_000L)},\"token_ns\":[");
                for (var k = 0; k < Tokens; k++)
                    line.Append(k > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{first + (k * 20_000_000L)}");
                line.Append(CultureInfo.InvariantCulture, $"],\"usage\":{{\"prompt_tokens\":57,\"completion_tokens\":{Tokens}}},\"finish_reason\":\"stop\",\"output\":\"there are forty-two of them\"}}\n");
                requests.Write(line);
            }
        }
    }

    private static long StartOf(int window, int seconds) => (30 + (window * (seconds + 5L))) * 1_000_000_000;
}
