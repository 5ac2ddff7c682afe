using Joulemark.Machines.Nvidia;
using Joulemark.Tests.Metering.Nvml;
using Joulemark.Machines;
using Joulemark.Metering.Nvml;
using Xunit;

namespace Joulemark.Tests.Machines.Nvidia;

public sealed class NvmlProcessesTests
{
    [Fact]
    public void On_ABoard_GivesItsProcesses()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "processes", "4242:68718428160 17"); // Windows does not say how much
        nvml.Library.SetBoard(1, "processes", "");
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);

        Assert.Equal([new NvmlProcess(4242, 68718428160), new NvmlProcess(17, null)], processes!.On(0));
        Assert.Empty(processes.On(1)!);
    }

    [Fact]
    public void On_ABoardWithManyProcesses_GivesAll()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "processes", string.Join(' ', Enumerable.Range(1, 100).Select(p => FormattableString.Invariant($"{p}:{p * 1024}"))));
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);

        Assert.Equal(Enumerable.Range(1, 100).Select(p => new NvmlProcess(p, (ulong)p * 1024)), processes!.On(0));
        Assert.Equal(100, NvmlFixture.Read(nvml.Indicators(), "gpu0-processes"));
    }

    [Fact]
    public void On_ABoardThatCannotBeAsked_IsNullAndNotEmpty()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);

        Assert.Null(processes!.On(1));
        nvml.Library.SetReturn(0, "nvmlDeviceGetComputeRunningProcesses_v3", (int)NvmlReturn.NoPermission);
        Assert.Null(processes.On(0));
        nvml.Library.Lose(0);
        Assert.Null(processes.On(0));
    }

    [Fact]
    public void On_WithoutTheFunction_IsNull()
    {
        using var nvml = new NvmlFixture("nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2");
        nvml.Library.AddBoard();
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);
        Assert.Null(processes!.On(0));
    }

    [Fact]
    public void On_ADriverOfBefore510_AsksByTheOlderName()
    {
        using var nvml = new NvmlFixture("nvmlDeviceGetComputeRunningProcesses_v3");
        nvml.Library.AddBoard();
        nvml.Library.SetBoard(0, "processes", "4242:1");
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);
        Assert.Equal([new NvmlProcess(4242, 1)], processes!.On(0));
    }

    [Fact]
    public void SharersOf_ABoard_AreListed_AndNullWhereTheDriverCannotTell()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        using var processes = NvmlProcesses.TryOpen(nvml.Paths);
        Assert.Null(processes!.SharersOf(0));
        nvml.Library.SetBoard(0, "sharers", "17:1 18:1");
        Assert.Equal([17, 18], processes.SharersOf(0));
    }

    [Fact]
    public void TryOpen_WithoutLibrary_IsNull() => Assert.Null(NvmlProcesses.TryOpen(new HostPaths { NvmlLibrary = "/nowhere/libnvidia-ml.so.1" }));
}
