using Xunit;

namespace Joulemark.Tests.Machines;

/// <summary>Containers and control groups, as each engine and each version of the interface shows them from inside.</summary>
public sealed class ContainerFactsTests : IDisposable
{
    private const string Id = "8d3c0a9f8d3c0a9f8d3c0a9f8d3c0a9f8d3c0a9f8d3c0a9f8d3c0a9f8d3c0a9f";
    private readonly TestMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Version2_InAContainer_GivesItsOwnLimits()
    {
        _machine.Proc("self/cgroup", "0::/\n").Sys("fs/cgroup/cgroup.controllers", "cpuset cpu memory").Sys("fs/cgroup/cgroup.procs", $"1\n{Environment.ProcessId}")
            .Sys("fs/cgroup/cpu.max", "250000 100000").Sys("fs/cgroup/memory.max", "8589934592").Sys("fs/cgroup/cpuset.cpus.effective", "0-3,8");

        Assert.Equal("2.5", _machine.Value("cgroup.cpu-quota"));
        Assert.Equal("8", _machine.Value("cgroup.memory-limit-gib"));
        Assert.Equal("0-3,8", _machine.Value("cgroup.cpus"));
    }

    [Fact]
    public void Version2_WithLimitsAbove_GivesTheTightest()
    {
        _machine.Proc("self/cgroup", "0::/user.slice/run.scope\n").Sys("fs/cgroup/cgroup.controllers", "cpu memory").Sys("fs/cgroup/cpuset.cpus.effective", "0-15")
            .Sys("fs/cgroup/user.slice/cpu.max", "400000 100000").Sys("fs/cgroup/user.slice/run.scope/cpu.max", "max 100000")
            .Sys("fs/cgroup/user.slice/memory.max", "max").Sys("fs/cgroup/user.slice/run.scope/memory.max", "max");

        var quota = _machine.Fact("cgroup.cpu-quota");

        Assert.Equal("4", quota.Value);
        Assert.EndsWith("user.slice/cpu.max", quota.Source, StringComparison.Ordinal);
        Assert.Equal("none", _machine.Value("cgroup.memory-limit-gib"));
        Assert.Equal("0-15", _machine.Value("cgroup.cpus"));
    }

    [Fact]
    public void Version2_OfTheHostSeenFromAContainer_IsNotTakenForOurs()
    {
        _machine.Proc("self/cgroup", "0::/\n").Sys("fs/cgroup/cgroup.controllers", "cpu memory").Sys("fs/cgroup/cgroup.procs", "1\n2");

        Assert.Null(_machine.Value("cgroup.cpu-quota"));
        Assert.Contains("does not list this process", _machine.Fact("cgroup.memory-limit-gib").Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Version1_InAContainer_GivesItsOwnLimits()
    {
        // The path is the host's, and what is mounted is the container's own group.
        _machine.Proc("self/cgroup", $"4:memory:/docker/{Id}\n3:cpuset:/docker/{Id}\n2:cpu,cpuacct:/docker/{Id}\n")
            .Sys("fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "150000").Sys("fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000")
            .Sys("fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712").Sys("fs/cgroup/cpuset/cpuset.cpus", "2-5");

        Assert.Equal("1.5", _machine.Value("cgroup.cpu-quota"));
        Assert.Equal("none", _machine.Value("cgroup.memory-limit-gib"));
        Assert.Equal("2-5", _machine.Value("cgroup.cpus"));
        Assert.Equal("docker", _machine.Value("container.engine"));
        Assert.All(_machine.Capture().Fingerprint, f => Assert.DoesNotContain(Id, f.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2:cpu:/a", "fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1", "none")]
    [InlineData("2:cpu:/a", "fs/cgroup/cpu/a/cpu.cfs_quota_us", "soon", null)]
    [InlineData("2:cpu:/a", "fs/cgroup/cpu/a/cpu.cfs_quota_us", "100", null)] // no period beside it
    [InlineData("0::/a", "fs/cgroup/a/cpu.max", "100000", null)]
    [InlineData("0::/a", "fs/cgroup/a/cpu.max", "100000 0", null)]
    [InlineData("0::/../../elsewhere", "fs/cgroup/cpu.max", "50000 100000", "0.5")] // outside of what is mounted: the mount's own root is the nearest that limits
    [InlineData("garbage", "fs/cgroup/cpu.max", "50000 100000", null)]
    [InlineData("9:pids:/", "fs/cgroup/cpu.max", "50000 100000", null)]
    public void Quota_AsItStands_IsReadOrUnknown(string groups, string file, string text, string? expected)
    {
        _machine.Proc("self/cgroup", groups + "\n").Sys("fs/cgroup/cgroup.controllers", "cpu").Sys(file, text);

        Assert.Equal(expected, _machine.Value("cgroup.cpu-quota"));
        Assert.Equal(expected is null, _machine.Fact("cgroup.cpu-quota").Unknown is not null);
    }

    [Fact]
    public void Affinity_OfTheProcess_IsTheKernels() =>
        Assert.Equal("0-1,4", _machine.Proc("self/status", "Name:\tx\nCpus_allowed:\t13\nCpus_allowed_list:\t0-1,4\n").Value("process.affinity"));

    [Fact]
    public void Podman_WithItsFile_NamesEngineAndImage()
    {
        _machine.Root("run/.containerenv", $"engine=\"podman-4.3.1\"\nname=\"my-name\"\nid=\"{Id}\"\nimage=\"docker.io/library/debian@sha256:{Id}\"\nimageid=\"x\"\nrootless=0\n");

        Assert.Equal("podman-4.3.1", _machine.Value("container.engine"));
        Assert.Equal($"docker.io/library/debian@sha256:{Id}", _machine.Value("container.image"));
        Assert.Equal($"sha256:{Id}", _machine.Value("container.image-digest"));
        Assert.All(_machine.Capture().Fingerprint, f => Assert.DoesNotContain("my-name", f.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Podman_WithAnEmptyFile_IsOneAllTheSame()
    {
        _machine.Root("run/.containerenv", "");

        Assert.Equal("podman", _machine.Value("container.engine"));
        Assert.Contains("JOULEMARK_IMAGE", _machine.Fact("container.image").Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Docker_WithTheImageInItsEnvironment_HasTheTag()
    {
        _machine.Root(".dockerenv", "");
        _machine.Environment["JOULEMARK_IMAGE"] = "https://me:hunter2@registry.example/joulemark:1.2";

        Assert.Equal("docker", _machine.Value("container.engine"));
        Assert.Equal("https://***@registry.example/joulemark:1.2", _machine.Value("container.image"));
        Assert.Equal("the image is named by a tag", _machine.Fact("container.image-digest").Unknown);
    }

    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.0.0.1", "kubernetes")]
    [InlineData("container", "lxc", "lxc")]
    public void Environment_OfAContainer_NamesItsEngine(string name, string value, string expected)
    {
        _machine.Environment[name] = value;

        Assert.Equal(expected, _machine.Value("container.engine"));
        Assert.All(_machine.Capture().Fingerprint, f => Assert.NotEqual("10.0.0.1", f.Value));
    }

    [Theory]
    [InlineData("22 1 0:21 / / rw,relatime - ext4 /dev/sda1 rw", "none")]
    [InlineData("22 1 0:21 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/x", null)]
    public void RootFileSystem_WithoutAMark_TellsWhatItCan(string mount, string? expected)
    {
        _machine.Proc("self/mountinfo", mount + "\n").Proc("self/cgroup", "0::/user.slice\n");

        Assert.Equal(expected, _machine.Value("container.engine"));
        Assert.Equal(expected, _machine.Value("container.image"));
    }
}
