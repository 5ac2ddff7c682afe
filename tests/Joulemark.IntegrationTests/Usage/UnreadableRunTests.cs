using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>Runs of somebody else, which may not be read, or in part only: a message, and no figures of a part.</summary>
public sealed class UnreadableRunTests : IDisposable
{
    private static readonly string[] OrdinaryUser = ["setpriv", "--reuid", "4321", "--regid", "4321", "--clear-groups"];
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("requests.jsonl", "JM4003")]
    [InlineData("samples.jsonl", "JM4003")]
    [InlineData("", "JM4003")] // the folder itself
    public async Task Run_ThatMayNotBeRead_IsSaidByEveryCommand(string locked, string says)
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "needs root and setpriv");
        var runs = Path.Combine(_directory.Path, "runs");
        for (var i = 0; i < 2; i++)
            (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", runs, "--", "true"])).Expect(0, 3);
        string[] folders = [.. Directory.GetDirectories(runs).Order(StringComparer.Ordinal)];
        var (other, run) = (folders[0], folders[1]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory.Path, (UnixFileMode)Convert.ToInt32("755", 8));
            File.SetUnixFileMode(Path.Combine(run, locked), locked.Length > 0 ? UnixFileMode.UserRead : (UnixFileMode)Convert.ToInt32("700", 8));
        }

        foreach (var arguments in (string[][])[["report", run], ["compare", other, run], ["gate", "--baseline", other, "--candidate", run], ["recommend", run], ["export", run, "--format", "openmetrics"]])
        {
            await using var process = CliProcess.StartCommand([.. OrdinaryUser, "env", "HOME=/tmp", "DOTNET_CLI_HOME=/tmp", .. CliProcess.Command, .. arguments]);
            var result = (await process.ExitAsync()).Expect(2).Says(says, run, "chmod");
            Assert.Equal("", result.Output);
        }
    }

    public void Dispose() => _directory.Dispose();
}
