using System.Diagnostics;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Query;

/// <summary><c>joulemark export</c>: what other programs are handed.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Promtool = "/usr/bin/promtool";
    private readonly TemporaryDirectory _directory = new();

    private string Runs => Path.Combine(_directory.Path, "runs");

    [Fact]
    public async Task Figures_AreReadByPrometheusOwnTool()
    {
        await MeasureAsync();
        var text = (await CliProcess.RunAsync(["export", Runs, "--format", "openmetrics"])).Expect(0).Output;
        Assert.Contains("joulemark_duration_seconds{benchmark=\"sleep\"", text, StringComparison.Ordinal);
        Assert.EndsWith("# EOF", text.TrimEnd(), StringComparison.Ordinal);

        var file = Path.Combine(_directory.Path, "figures.prom");
        (await CliProcess.RunAsync(["export", Assert.Single(Directory.GetDirectories(Runs)), "--format", "openmetrics", "-o", file])).Expect(0);
        Assert.Equal(text.TrimEnd(), (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd());

        Assert.SkipUnless(File.Exists(Promtool), "promtool is not here");
        using var check = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {Promtool} check metrics < '{file}'"]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (check.ExitCode, said)); // neither an error nor a breach of its naming rules
    }

    [Fact]
    public async Task Tables_GoIntoAFolder_OrOneToStandardOutput()
    {
        await MeasureAsync();
        var folder = Path.Combine(_directory.Path, "new", "folder");
        (await CliProcess.RunAsync(["export", Runs, "--format", "parquet", "-o", folder])).Expect(0);
        Assert.Equal(["configurations.parquet", "energies.parquet", "events.parquet", "metrics.parquet", "requests.parquet", "runs.parquet", "samples.parquet", "servers.parquet", "windows.parquet"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        (await CliProcess.RunAsync(["export", Runs, "--format", "csv", "-o", folder, "--table", "metrics", "--table", "runs"])).Expect(0);

        var metrics = (await CliProcess.RunAsync(["export", Runs, "--format", "csv", "--table", "metrics"])).Expect(0);
        Assert.StartsWith("run,configuration,metric,value,", metrics.Output, StringComparison.Ordinal);
        Assert.Equal(metrics.Output.ReplaceLineEndings("\n").TrimEnd(), (await File.ReadAllTextAsync(Path.Combine(folder, "metrics.csv"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd());
    }

    [Theory]
    [InlineData("Option '--format' is required", "export", "x")]
    [InlineData("--format: 'xml' is none of openmetrics, csv, parquet", "export", "x", "--format", "xml")]
    [InlineData("Required argument missing", "export", "x", "--format")]
    [InlineData("--table: 'metric' is none of", "export", "x", "--format", "csv", "--table", "metric")]
    [InlineData("--format csv writes a file for each table: give the folder for them with -o, or one --table", "export", "x", "--format", "csv")]
    [InlineData("--format parquet writes a file for each table", "export", "x", "--format", "parquet", "--table", "runs")]
    [InlineData("--table is of csv and parquet", "export", "x", "--format", "openmetrics", "--table", "runs")]
    [InlineData("JM4080", "export", "/", "--format", "openmetrics")]
    [InlineData("JM4080", "export", "/no/such", "--format", "csv", "--table", "runs")]
    public async Task Mistake_IsSaid(string says, params string[] arguments) => Assert.Equal("", (await CliProcess.RunAsync(arguments)).Expect(2).Says(says).Output);

    [Fact]
    public async Task Target_ThatCannotBe_IsSaid()
    {
        await MeasureAsync();
        (await CliProcess.RunAsync(["export", Runs, "--format", "parquet", "-o", "/dev/null"])).Expect(2).Says("JM4004", "is a file, and the tables' files go into a folder");
        (await CliProcess.RunAsync(["export", Runs, "--format", "openmetrics", "-o", Path.Combine(_directory.Path, "no", "such.prom")])).Expect(2).Says("JM4004", "there is no folder");
        Directory.CreateDirectory(Path.Combine(_directory.Path, "out", "runs.parquet"));
        (await CliProcess.RunAsync(["export", Runs, "--format", "parquet", "-o", Path.Combine(_directory.Path, "out"), "--table", "runs"])).Expect(2).Says("JM4004");
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>One run that is valid: of others OpenMetrics is given no figures.</summary>
    private Task MeasureAsync() => Attempts.UntilGivenAsync(async () =>
    {
        if (Directory.Exists(Runs))
            Directory.Delete(Runs, recursive: true);
        var measured = (await CliProcess.RunAsync(["measure", "--idle", "0", "--repeat", "3", "--runs", Runs, "--", "sleep", "0.5"])).Expect(0, 3);
        return measured.ExitCode == 0 ? null : measured.Output;
    });
}
