using System.Globalization;
using Joulemark.Load;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Load;

public sealed class CommandDriverOrphanTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Orphans_OfACommand_StayInTheTreeOfOurChildren_AndAreNotLeftAsZombies()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/task"), "no procfs here");
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "pid");

        // The command ends once the orphan has worked and even its zombie is gone.
        var work = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        var tree = new ProcessTree("/proc", Environment.ProcessId, withoutRoot: true);
        var before = tree.Read().Cpu;
        using var driver = new CommandDriver(
            ["sh", "-c", $"( sh -c '{work}; cat /proc/$$/stat > {file}.new; mv {file}.new {file}' & ); while [ ! -e {file} ]; do sleep 0.2; done; read pid rest < {file}; while kill -0 $pid 2> /dev/null; do sleep 0.2; done"],
            new MonotonicClock(TimeProvider.System), outputToStandardError: false);
        await driver.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        var counted = (tree.Read().Cpu - before).TotalSeconds;
        var stat = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split(' ');
        var used = (double.Parse(stat[13], CultureInfo.InvariantCulture) + double.Parse(stat[14], CultureInfo.InvariantCulture)) / 100; // ticks of 10 ms
        Assert.True(counted >= used, $"counted {counted} s of {used} s");
    }

    [Fact]
    public async Task Daemon_ThatOutlivesTheCommand_IsNotWaitedFor_AndGoesOn()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/task"), "no procfs here");
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "pid");
        using var driver = new CommandDriver(
            ["sh", "-c", $"( sh -c 'echo $$ > {file}.new; mv {file}.new {file}; exec sleep 600' & ); while [ ! -e {file} ]; do sleep 0.05; done"],
            new MonotonicClock(TimeProvider.System), outputToStandardError: false);
        await driver.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        var daemon = int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        try
        {
            Assert.Contains(daemon, ProcessChildren.Of("/proc", Environment.ProcessId));
        }
        finally
        {
            using var process = System.Diagnostics.Process.GetProcessById(daemon);
            process.Kill();
        }
    }
}
