using System.Diagnostics;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Prefill and decode told apart by a real load, on a meter that draws so much for each token that the server has worked on.</summary>
public sealed class PhaseTests(ReferenceProcess server) : IClassFixture<ReferenceProcess>
{
    private const double Base = 20;
    private const double Prefill = 0.05;
    private const double Decode = 0.5;

    [Fact]
    public Task LengthsThatScatter_TellWhatPrefillAndDecodeCost() => Attempts.UntilGivenAsync(MeasureAsync);

    /// <returns>Which of the two was withheld; null when both are given, and near what they are.</returns>
    private async Task<string?> MeasureAsync()
    {
        using var workspace = new Workspace();
        using var sysfs = new FakeSysfs().AddRaplZone("package-0", "intel-rapl:0").AddRaplZone("dram", "intel-rapl:0:0");
        using var stop = new CancellationTokenSource();
        var counting = Task.Run(() => CountAsync(sysfs, stop.Token), TestContext.Current.CancellationToken);
        var spec = $$"""
            name: phases
            boundary: components
            server: { kind: openai, url: "{{server.Http.BaseAddress}}", model: small-fp32 }
            workload:
              kind: synthetic
              requests: 200
              input-tokens: { distribution: uniform, min: 2, max: 40 }
              output-tokens: { distribution: uniform, min: 1, max: 60 }
            load: { kind: rate, rate: 10 }
            measure: { idle: 500ms, warm-up: 500ms, window: 10s, repeats: { min: 3, max: 3 }, cool-down: 0s }
            """;

        var run = await CliProcess.RunAsync(workspace.RunArguments(spec), new Dictionary<string, string> { ["JOULEMARK_SYSFS"] = sysfs.Root, ["JOULEMARK_NVML"] = "/none" });
        await stop.CancelAsync();
        await counting;

        run.Expect(0, 3);
        Assert.DoesNotContain("output-length", workspace.Reasons); // the reference server makes answers of the lengths that are asked for
        foreach (var (metric, truth) in (ReadOnlySpan<(string, double)>)[("prefill_energy_per_token", Prefill), ("decode_energy_per_token", Decode)])
        {
            var figure = workspace.Configuration.GetProperty("metrics").GetProperty(metric);
            var method = figure.GetProperty("method").GetString();
            if (figure.GetProperty("value").ValueKind == JsonValueKind.Null)
            {
                Assert.StartsWith("not given: ", method, StringComparison.Ordinal);
                return $"{metric}: {method}";
            }

            Assert.InRange(figure.GetProperty("value").GetDouble(), 0.7 * truth, 1.3 * truth);
            Assert.True(figure.GetProperty("lower").GetDouble() <= figure.GetProperty("value").GetDouble() && figure.GetProperty("value").GetDouble() <= figure.GetProperty("upper").GetDouble());
            Assert.Contains("attribution", method, StringComparison.Ordinal);
        }

        return null;
    }

    private async Task CountAsync(FakeSysfs sysfs, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            var (prompt, generated) = (await server.MetricAsync("prompt_tokens_total"), await server.MetricAsync("generation_tokens_total"));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            sysfs.SetEnergy("intel-rapl:0", (ulong)(1e6 * ((Base * seconds) + (Prefill * prompt) + (Decode * generated))));
            sysfs.SetEnergy("intel-rapl:0:0", (ulong)(1e6 * seconds));
            await Task.Delay(5, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
