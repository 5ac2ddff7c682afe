using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Import;

/// <summary><c>joulemark import</c> as a user runs it.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Summary =
        """{"date": "20261123-041510", "backend": "vllm", "model_id": "meta/small", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 4, "duration": 10.0, "completed": 100, "total_input_tokens": 1000, "total_output_tokens": 5000, "request_throughput": 10.0, "output_throughput": 500.0, "median_ttft_ms": 50.0, "p99_ttft_ms": 90.0}""";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Import_WithAPowerLog_IsOneDocument_AndReportsAgain()
    {
        _workspace.Write("vllm.json", Summary);
        _workspace.Write("power.csv", PowerLog());

        var result = await CliProcess.RunAsync(
        [
            "import", _workspace.File("vllm.json"), "--runs", _workspace.Runs, "--json", "--power", _workspace.File("power.csv"), "--power-boundary", "gpu",
            "--power-timezone", "-05:00", "--start", "2026-11-23T04:15:01.500Z", "--clock-offset", "-500ms",
        ]);

        var configuration = result.Expect(0).Json.GetProperty("configurations").GetProperty("concurrency-4");
        Assert.Equal(200 * 10 / 5000.0, configuration.GetProperty("metrics").GetProperty("energy_per_output_token").GetProperty("value").GetDouble(), 0.01);
        Assert.Equal("integrated", configuration.GetProperty("provenance").GetString());
        var again = await CliProcess.RunAsync(["report", _workspace.Run, "--json"]);
        Assert.Equal(result.Output, again.Expect(0).Output);
        Assert.Contains("Where it comes from", await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithoutAPowerLog_SaysThatEnergyIsMissing_AndHow()
    {
        _workspace.Write("vllm.json", Summary);
        var result = await CliProcess.RunAsync(["import", _workspace.File("vllm.json"), "--runs", _workspace.Runs]);
        result.Expect(0);
        Assert.Contains("JM4055", result.Output, StringComparison.Ordinal);
        using var imported = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_workspace.Run, "imported.json"), TestContext.Current.CancellationToken));
        Assert.Equal(0.09, imported.RootElement.GetProperty("configurations").GetProperty("concurrency-4").GetProperty("figures").GetProperty("ttft_p99").GetProperty("value").GetDouble(), 9);
    }

    [Theory]
    [InlineData("JM4062", "--power", "power.csv")]
    [InlineData("JM4062", "--power-unit", "W")]
    [InlineData("--power-timezone: 'Mars'", "--power-timezone", "Mars")]
    [InlineData("--start: 'noon'", "--start", "noon")]
    [InlineData("--clock-offset: '3'", "--clock-offset", "3")]
    [InlineData("--power-uncertainty: '200%'", "--power-uncertainty", "200%")]
    public async Task Options_ThatDoNotMakeSense_AreSaid(string says, params string[] options)
    {
        _workspace.Write("vllm.json", Summary);
        _workspace.Write("power.csv", PowerLog());
        var result = await CliProcess.RunAsync(["import", _workspace.File("vllm.json"), "--runs", _workspace.Runs, options[0], options[1] == "power.csv" ? _workspace.File("power.csv") : options[1]]);
        result.Expect(2).Says(says);
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    // At 04:14:31 to 04:15:31 UTC in a zone of five hours less, half a second ahead: 200 W ± 1 W while the benchmark runs.
    private static string PowerLog()
    {
        var log = new StringBuilder("timestamp, index, power.draw [W]\n");
        var start = new DateTime(2026, 11, 22, 23, 14, 32, DateTimeKind.Unspecified);
        for (var i = 0; i < 600; i++)
            log.Append(CultureInfo.InvariantCulture, $"{start.AddMilliseconds(100 * i):yyyy/MM/dd HH:mm:ss.fff}, 0, {200 + ((i % 3) - 1)}.00 W\n");
        return log.ToString();
    }
}
