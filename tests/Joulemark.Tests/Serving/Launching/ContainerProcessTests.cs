using Joulemark.Machines;
using Joulemark.Serving.Launching;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Serving.Launching;

/// <summary>An engine says that a container's process is 4711, which started 1,000 s after the boot.</summary>
public sealed class ContainerProcessTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Another = "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const long Boot = 1_700_000_000;
    private readonly FakeProcfs _procfs = new FakeProcfs().Write("stat", $"cpu  1 0 0 1 0 0 0 0 0 0\nbtime {Boot}\n");

    public void Dispose() => _procfs.Dispose();

    [Theory]
    [InlineData("/system.slice/docker-" + Id + ".scope", 5000, true)] // its control group has its name, whenever it started
    [InlineData("/docker/" + Id, 5000, true)]
    [InlineData("/user.slice/libpod-" + Id + ".scope/container", 5000, true)]
    [InlineData("/system.slice/docker-" + Another + ".scope", 1000, false)] // another container's has that number here
    [InlineData("/user.slice", 1001, true)] // no group of its own
    [InlineData("/user.slice", 1010, false)] // another process, of this machine or of another time
    [InlineData(null, 1000, true)]
    [InlineData(null, 0, false)]
    public void Number_IsBelieved_WhereItIsTheContainers(string? cgroup, long started, bool isIt)
    {
        _procfs.SetProcess(4711, "python3", startTime: 100_000, cgroup: cgroup);
        Assert.Equal(isIt ? 4711 : null, Find(new ContainerState(4711, false) { Id = Id, StartedAt = started == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Boot + started) }));
    }

    [Fact]
    public void Number_ThatIsNobodysHere_IsNone() => Assert.Null(Find(new ContainerState(4711, false) { Id = Id, StartedAt = DateTimeOffset.FromUnixTimeSeconds(Boot + 1000) }));

    [Fact]
    public void Container_ThatDoesNotRun_HasNone() => Assert.Null(Find(new ContainerState(null, false) { Id = Id }));

    private int? Find(ContainerState state) => ContainerProcess.Find(new HostPaths { Procfs = _procfs.Root }, state);
}
