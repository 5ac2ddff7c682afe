using System.Globalization;
using System.Net;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Serving.Launching;
using Xunit;

namespace Joulemark.IntegrationTests.Containers;

/// <summary>A server in a container of its own network, behind a port that the engine publishes. Skipped where podman cannot be used so.</summary>
public sealed class PublishedPortTests : IAsyncLifetime
{
    private readonly string _name = $"joulemark-test-{Guid.NewGuid():N}";
    private readonly int _port = ServerPort.Free();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        await Podman.RequireAsync();
        var run = await Podman.RunAsync("run", "--detach", "--name", _name, "--network", "bridge", "--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}:80"),
            Podman.BaseImage, "sh", "-c", "while true; do nc -l -p 80 < /dev/null || sleep 1; done");
        Assert.SkipUnless(run.ExitCode == 0, $"podman cannot give a container a network of its own here: {run.Error}");
    }

    [Fact]
    public async Task Server_BehindThePort_IsTheContainersProcess()
    {
        var inspected = await Podman.RunAsync("container", "inspect", _name, "--format", "{{.State.Pid}} {{.NetworkSettings.IPAddress}}");
        Assert.Equal(0, inspected.ExitCode);
        var (pid, address) = inspected.Output.Trim().Split(' ') is [var number, var its] ? (int.Parse(number, CultureInfo.InvariantCulture), its) : default;
        Assert.Equal(pid, ListeningProcess.Find(new HostPaths(), [IPAddress.Loopback], _port));
        int? found = null;
        await Eventually.IsTrueAsync(() => Task.FromResult((found = ContainerNetwork.Find(new HostPaths(), [IPAddress.Parse(address)], 80)) is not null), "the server listens at the container's own address");
        Assert.Equal(pid, found);

        var state = await new ContainerEngine("podman", "1").InspectAsync(_name, TestContext.Current.CancellationToken);
        Assert.Equal(pid, ContainerProcess.Find(new HostPaths(), state!));
        Assert.Equal(pid, ContainerProcess.Find(new HostPaths(), state! with { Id = null })); // by when it started
        Assert.Null(ContainerProcess.Find(new HostPaths(), state! with { Pid = 1 })); // a number that is another's here
    }

    public async ValueTask DisposeAsync() => await Podman.RunAsync("rm", "--force", _name);
}
