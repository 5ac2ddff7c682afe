using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>A report of a run that still goes on leaves its folder alone; once the run was killed, it is written.</summary>
public sealed class OngoingRunTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Report_WhileTheRunGoesOn_SaysSo_AndWritesNothingIntoItsFolder()
    {
        var state = new Dictionary<string, string> { ["JOULEMARK_STATE"] = _workspace.File("state") };
        string run;
        await using (var process = CliProcess.Start(_workspace.RunArguments(Workspace.Reference(Workspace.Endless)), state))
        {
            await process.ErrorLineAsync("window 1");
            run = _workspace.Run;
            var report = (await CliProcess.RunAsync(["report", run, "-o", _workspace.File("so-far.md")], state)).Expect(3)
                .Says("JM4006", string.Create(CultureInfo.InvariantCulture, $"still going on (process {process.Id})"));
            Assert.Contains("NOT VALID", report.Output, StringComparison.Ordinal);
            Assert.Contains("incomplete", await File.ReadAllTextAsync(_workspace.File("so-far.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(run, "result.json")));
            Assert.False(File.Exists(Path.Combine(run, "report.html")));
            Assert.Equal("running", (await CliProcess.RunAsync(["report", run, "--json"], state)).Expect(3).Json.GetProperty("status").GetString());
        }

        Assert.DoesNotContain("JM4006", (await CliProcess.RunAsync(["report", run], state)).Expect(3).Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
    }
}
