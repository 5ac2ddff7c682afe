using System.Diagnostics;
using Joulemark.Machines.Linux;
using Xunit;

namespace Joulemark.Tests.Machines;

public sealed class ProcessTreeTests : IDisposable
{
    private readonly string _procfs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public void Dispose() => Directory.Delete(_procfs, recursive: true);

    [Fact]
    public void Usage_OfATree_AddsItsChildren()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50);
        var usage = new ProcessTree(_procfs, 10).Read();
        Assert.Equal((TimeSpan.FromSeconds(1.5), 2), (usage.Cpu, usage.Processes));
    }

    [Fact]
    public void Usage_OfANeighbour_IsNotCounted()
    {
        Process(10, ticks: 100);
        Process(99, ticks: 10_000);
        Assert.Equal(TimeSpan.FromSeconds(1), new ProcessTree(_procfs, 10).Read().Cpu);
    }

    [Fact]
    public void Child_ThatEnded_StaysCounted()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        Directory.Delete(Path.Combine(_procfs, "11"), recursive: true);
        Process(10, ticks: 110);
        Assert.Equal(TimeSpan.FromSeconds(1.6), tree.Read().Cpu);
    }

    [Fact]
    public void Child_MissedByOneReading_IsNotCountedTwice()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        Process(10, ticks: 100, children: "");
        tree.Read();
        Process(10, ticks: 100, children: "11");
        Assert.Equal(TimeSpan.FromSeconds(1.5), tree.Read().Cpu);
    }

    [Fact]
    public void Pid_UsedAgainByAnotherProcess_IsAnother()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50, startTime: 7);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        Process(11, ticks: 20, startTime: 8);
        Assert.Equal(TimeSpan.FromSeconds(1.7), tree.Read().Cpu);
    }

    [Fact]
    public void Threads_ThatEnd_DoNotTakeTheirTimeAlong()
    {
        Process(10, ticks: 100, threadNanoseconds: 1_500_000_000);
        var tree = new ProcessTree(_procfs, 10);
        Assert.Equal(TimeSpan.FromSeconds(1.5), tree.Read().Cpu);
        Process(10, ticks: 100, threadNanoseconds: 400_000_000);
        Assert.Equal(TimeSpan.FromSeconds(1.5), tree.Read().Cpu);
    }

    /// <summary>Of a process that has done its work and waits: nothing moves between the two readings, whatever other tests do.</summary>
    [Fact]
    public async Task Usage_OfARealProcess_IsWhatTheRuntimeSays()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/task"), "no procfs here");
        var shell = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        shell.ArgumentList.Add("-c");
        shell.ArgumentList.Add("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read end");
        using var process = System.Diagnostics.Process.Start(shell)!;
        Assert.Equal("done", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var usage = new ProcessTree("/proc", process.Id).Read();
        var cpu = process.TotalProcessorTime;
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.InRange(usage.Cpu, cpu - TimeSpan.FromMilliseconds(20), cpu + TimeSpan.FromMilliseconds(20));
        Assert.NotEqual(TimeSpan.Zero, cpu);
        Assert.Equal(1, usage.Processes);
    }

    [Fact]
    public void Child_NeverSeen_IsCountedByWhatItsParentGotForIt()
    {
        Process(10, ticks: 100);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        Process(10, ticks: 100, waitedFor: 30);
        Assert.Equal(TimeSpan.FromSeconds(1.3), tree.Read().Cpu);
    }

    [Fact]
    public void Child_SeenAndThenWaitedFor_IsCountedOnce()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        Directory.Delete(Path.Combine(_procfs, "11"), recursive: true);
        Process(10, ticks: 100, waitedFor: 55);
        Assert.Equal(TimeSpan.FromSeconds(1.55), tree.Read().Cpu);
    }

    /// <summary>A server that had waited for others before: what it was found with does not hide a child that it is about to wait for.</summary>
    [Fact]
    public void Child_ThatEndsBetweenItsParentsReadingAndItsOwn_NeverTakesTimeAway()
    {
        Process(10, ticks: 100, children: "11", waitedFor: 10_000);
        Process(11, ticks: 50);
        var tree = new ProcessTree(_procfs, 10);
        Assert.Equal(TimeSpan.FromSeconds(101.5), tree.Read().Cpu);

        Directory.Delete(Path.Combine(_procfs, "11"), recursive: true);
        Assert.Equal(TimeSpan.FromSeconds(101.5), tree.Read().Cpu); // the parent was read before it waited
        Process(10, ticks: 100, waitedFor: 10_060);
        Assert.Equal(TimeSpan.FromSeconds(101.6), tree.Read().Cpu); // and has it now, once
        Process(10, ticks: 100, waitedFor: 10_090);
        Assert.Equal(TimeSpan.FromSeconds(101.9), tree.Read().Cpu); // with another that nobody saw
    }

    [Fact]
    public void WithoutRoot_OwnTimeIsLeftOut_AndSoIsItsMemory()
    {
        Process(10, ticks: 100, children: "11", waitedFor: 7);
        Process(11, ticks: 50);
        var usage = new ProcessTree(_procfs, 10, withoutRoot: true).Read();
        Assert.Equal((TimeSpan.FromMilliseconds(570), 1, 2L * Environment.SystemPageSize), (usage.Cpu, usage.Processes, usage.ResidentBytes));
    }

    [Fact]
    public void Orphan_ThatGetsANewParent_IsCountedBesideWhatThatOneGotForOthers()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50, children: "12");
        Process(12, ticks: 70);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        End(11);
        Process(10, ticks: 100, children: "12", waitedFor: 200); // of 11, and of others that nobody saw
        Process(12, ticks: 90);
        Assert.Equal(TimeSpan.FromSeconds(3.9), tree.Read().Cpu);
        End(12);
        Process(10, ticks: 100, waitedFor: 291);
        Assert.Equal((TimeSpan.FromSeconds(3.91), 1), (tree.Read().Cpu, tree.Read().Processes));
    }

    [Fact]
    public void Orphan_ThatOthersTookIn_StaysInTheTree()
    {
        Process(10, ticks: 100, children: "11");
        Process(11, ticks: 50, children: "12");
        Process(12, ticks: 70);
        var tree = new ProcessTree(_procfs, 10);
        tree.Read();
        End(11);
        Process(10, ticks: 100, waitedFor: 50);
        Process(12, ticks: 90);
        Assert.Equal((TimeSpan.FromSeconds(2.4), 2), (tree.Read().Cpu, tree.Read().Processes));
    }

    [Fact]
    public void Dead_AreForgotten_AndTheirTimeIsNot()
    {
        const int Generations = 300;
        const int Dead = 5_000_000; // above any number that a kernel gives: of this very process more is known
        Process(10, ticks: 0);
        var tree = new ProcessTree(_procfs, 10);
        for (var i = 1; i <= Generations; i++)
        {
            Process(10, ticks: 0, children: $"{Dead + i}");
            Process(Dead + i, ticks: 2, children: $"{Dead + Generations + i}");
            Process(Dead + Generations + i, ticks: 1);
            tree.Read();
            Assert.InRange(tree.Kept, 1, 5);
            End(Dead + i);
            End(Dead + Generations + i);
        }

        Assert.Equal(TimeSpan.FromSeconds(0.03 * Generations), tree.Read().Cpu);
        Assert.Equal(1, tree.Kept);
    }

    private void End(int pid) => Directory.Delete(Path.Combine(_procfs, $"{pid}"), recursive: true);

    private void Process(int pid, int ticks, string children = "", long threadNanoseconds = 0, int startTime = 5, int waitedFor = 0)
    {
        var task = Directory.CreateDirectory(Path.Combine(_procfs, $"{pid}", "task", $"{pid}")).FullName;
        File.WriteAllText(Path.Combine(_procfs, $"{pid}", "stat"), $"{pid} (a (b) c) S 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 {waitedFor} 0 20 0 1 0 {startTime} 4096 2 0");
        File.WriteAllText(Path.Combine(task, "schedstat"), $"{threadNanoseconds} 0 0\n");
        File.WriteAllText(Path.Combine(task, "children"), children);
    }
}
