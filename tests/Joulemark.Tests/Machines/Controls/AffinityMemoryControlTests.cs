using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Controls;

public sealed class AffinityMemoryControlTests
{
    [Theory]
    [InlineData("0", "bind:0", ControlStateNames.Met)]
    [InlineData("0-1", "bind:0-1", ControlStateNames.Met)]
    [InlineData("0", "default", ControlStateNames.Unmet)]
    [InlineData("0", "bind:0-1", ControlStateNames.Unmet)]
    public void Memory_IsComparedByItsCommonestPolicy(string wanted, string policy, string state)
    {
        using var procfs = new FakeProcfs();
        Directory.CreateDirectory(Path.Combine(procfs.Root, "7"));
        File.WriteAllText(Path.Combine(procfs.Root, "7/numa_maps"), $"5600 {policy} file=/bin/x N0=2\n5601 {policy} heap N0=1\n7f00 interleave:0 N0=1\n");
        using var host = new ControlHost(new HostPaths { NvmlLibrary = "none" }, [], []) { ServerProcess = (7, procfs.Root) };

        Assert.Equal(state, new AffinityMemoryControl().Check(wanted, host).State.ToString());
    }

    [Theory]
    [InlineData("0", "0", ControlStateNames.Met)] // as in a container with --cpuset-mems 0, whose policy is the default
    [InlineData("0", "0-1", ControlStateNames.Unmet)]
    public void Memory_ThatMayComeFromTheseNodesOnly_IsAsWanted_WhateverItsPolicy(string wanted, string allowed, string state)
    {
        using var procfs = new FakeProcfs();
        procfs.Write("7/status", $"Name:\tserver\nMems_allowed:\t1\nMems_allowed_list:\t{allowed}\n").Write("7/numa_maps", "5600 default heap N0=1\n");
        using var host = new ControlHost(new HostPaths { NvmlLibrary = "none" }, [], []) { ServerProcess = (7, procfs.Root) };

        Assert.Equal(state, new AffinityMemoryControl().Check(wanted, host).State.ToString());
    }

    [Fact]
    public void Memory_OfNoProcessHere_IsUnknown()
    {
        using var host = new ControlHost(new HostPaths { NvmlLibrary = "none" }, [], []);
        Assert.Equal(ControlState.Unknown, new AffinityMemoryControl().Check("0", host).State);
        host.ServerProcess = (7, "/nonexistent");
        Assert.Equal(ControlState.Unknown, new AffinityMemoryControl().Check("0", host).State);
    }

    [Fact]
    public void Placement_IsByNumactl_OnlyWhereItIsSet()
    {
        Assert.Equal(["x"], AffinityMemoryControl.PlacementOf(new ControlsSpec([new ControlRequest(new AffinityMemoryControl(), "0", ControlMode.Require)], default)).Place(["x"]));
        Assert.Equal([0, 2], AffinityMemoryControl.PlacementOf(new ControlsSpec([new ControlRequest(new AffinityMemoryControl(), "0,2", ControlMode.Set)], default)).MemoryNodes);
        Assert.Equal(["x"], ProcessPlacement.None.Place(["x"]));
    }

    private static class ControlStateNames
    {
        public const string Met = "Met";
        public const string Unmet = "Unmet";
    }
}
