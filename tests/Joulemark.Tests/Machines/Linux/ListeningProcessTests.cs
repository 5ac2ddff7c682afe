using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Machines.Linux;

/// <summary>Who listens at an address, by fake trees; and by the kernel's own, for what they look like.</summary>
public sealed class ListeningProcessTests : IDisposable
{
    private const string Container = "/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope";
    private const int Port = 8000;
    private readonly FakeProcfs _procfs = new();
    private readonly Dictionary<string, List<string>> _tables = new(StringComparer.Ordinal);

    private HostPaths Paths => new() { Procfs = _procfs.Root };

    public void Dispose() => _procfs.Dispose();

    [Theory]
    [InlineData("127.0.0.1", 10)]
    [InlineData("10.0.0.7", 20)] // another server on the same port of another address
    [InlineData("192.168.1.1", 30)] // neither: the one on all
    [InlineData("::1", 40)]
    [InlineData("fe80::1", 50)]
    public void Server_IsTheOneThatTheAddressReaches(string address, int process)
    {
        Listens(10, "127.0.0.1").Listens(20, "10.0.0.7").Listens(30, "0.0.0.0").Listens(40, "::1").Listens(50, "::").Listens(60, "127.0.0.1", port: 8001);
        Assert.Equal(process, ListeningProcess.Find(Paths, [IPAddress.Parse(address)], Port));
    }

    [Fact]
    public void Server_OnAllAddressesOfBothFamilies_IsReachedByEither()
    {
        Listens(50, "::");
        Assert.Equal(50, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_OnOtherAddressesOnly_IsNone()
    {
        Listens(20, "10.0.0.7").Listens(40, "::1").Listens(60, "127.0.0.1", port: 8001);
        Assert.Null(ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
        Assert.Equal(40, ListeningProcess.Find(Paths, [IPAddress.IPv6Loopback, IPAddress.Loopback], Port)); // as a name's addresses are tried in turn
        Assert.Equal(20, ListeningProcess.Find(Paths, [IPAddress.Parse("::ffff:10.0.0.7")], Port));
    }

    [Fact]
    public void Server_WithWorkersThatShareItsSocket_IsTheOneTheyComeFrom()
    {
        Listens(900, "0.0.0.0", inode: 5); // numbers have gone round: the parent's is the highest
        Listens(7, "0.0.0.0", inode: 5, parent: 900);
        Assert.Equal(900, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_ThatStartsAHelperMeanwhile_IsNotTheHelper()
    {
        // Between its fork and its exec it holds the server's socket; by now it has ended.
        Listens(900, "0.0.0.0", inode: 5);
        Link("901/fd/3", "socket:[5]");
        Assert.Equal(900, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_WhoseSocketTheSystemMade_IsTheServer()
    {
        Listens(1, "0.0.0.0", inode: 5, name: "systemd", parent: 0);
        Listens(70, "0.0.0.0", inode: 5, name: "ollama");
        Assert.Equal(70, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("docker-proxy")] // that does not say for whom
    [InlineData("rootlesskit")]
    [InlineData("pasta.avx2")]
    public void Process_ThatPassesConnectionsOn_IsNotTheServer(string name)
    {
        Listens(10, "0.0.0.0", name: name);
        Assert.Null(ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_BehindDockersProxy_IsTheContainersFirstProcess()
    {
        Listens(10, "0.0.0.0", name: "docker-proxy");
        _procfs.Write("10/cmdline", "/usr/bin/docker-proxy\0-proto\0tcp\0-host-ip\00.0.0.0\0-host-port\08000\0-container-ip\0172.17.0.2\0-container-port\080\0");
        Inside(500, "172.17.0.3", 80, Container.Replace("0123", "aaaa", StringComparison.Ordinal)); // another container on the same port
        Inside(600, "172.17.0.2", 80, Container, name: "bash");
        Inside(601, "172.17.0.2", 80, Container, parent: 600, holds: true);
        Assert.Equal(600, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_BehindDockersProxy_IsFoundWithoutTheRightToSeeItsDescriptors()
    {
        Listens(10, "0.0.0.0", name: "docker-proxy");
        _procfs.Write("10/cmdline", "/usr/bin/docker-proxy\0-container-ip\0172.17.0.2\0-container-port\080\0");
        Inside(600, "172.17.0.2", 80, Container);
        Assert.Equal(600, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
        Inside(700, "172.17.0.2", 80, Container.Replace("0123", "aaaa", StringComparison.Ordinal)); // a pod: two containers in one network, and nobody says whose the socket is
        Assert.Null(ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Fact]
    public void Server_InAPod_IsInTheContainerThatHoldsTheSocket()
    {
        Inside(600, "10.244.0.5", 80, Container);
        Inside(700, "10.244.0.5", 80, Container.Replace("0123", "aaaa", StringComparison.Ordinal), holds: true);
        Assert.Equal(700, ContainerNetwork.Find(Paths, IPAddress.Parse("10.244.0.5"), 80));
    }

    [Theory]
    [InlineData("rootlessport", 11)]
    [InlineData("conmon", 600)] // an administrator's: it holds the port, and is the container's parent
    public void Server_BehindPodmansPort_IsFoundByTheNetworkOfItsChild(string name, int child)
    {
        Listens(10, "0.0.0.0", name: name);
        _procfs.SetProcess(11, "rootlessport", parent: 10).Write("10/task/10/children", $"{child}").SetProcess(600, "python3", cgroup: "/user.slice/libpod-1.scope").SetProcess(700, "python3", cgroup: "/user.slice/libpod-2.scope");
        foreach (var (pid, network) in new[] { (10, 1), (11, 2), (600, 2), (700, 3) })
            Link($"{pid}/ns/net", $"net:[{network}]");
        Assert.Equal(600, ListeningProcess.Find(Paths, [IPAddress.Loopback], Port));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public void Server_OfThisMachine_IsFoundInTheKernelsOwnTree(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Assert.SkipUnless(address != "::1" || Socket.OSSupportsIPv6, "needs IPv6");
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var target = address == "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        Assert.Equal(Environment.ProcessId, ListeningProcess.Find(new HostPaths(), [target], ((IPEndPoint)listener.LocalEndpoint).Port));
    }

    /// <summary>A process that listens, of the host's network.</summary>
    private ListeningProcessTests Listens(int process, string address, int port = Port, int? inode = null, string name = "server", int parent = 1)
    {
        _procfs.SetProcess(process, name, parent, startTime: 100 + process);
        Link($"{process}/fd/3", $"socket:[{inode ?? process}]");
        Row("net", address, port, inode ?? process);
        return this;
    }

    /// <summary>A process in a container, whose network has an address and somebody that listens on a port.</summary>
    private void Inside(int process, string address, int port, string cgroup, int parent = 1, bool holds = false, string name = "python3")
    {
        _procfs.SetProcess(process, name, parent, startTime: 100 + process, cgroup: cgroup).Write($"{process}/net/fib_trie", $"""
            Main:
              +-- 0.0.0.0/0 3 0 5
                 |-- {address}
                    /32 link UNICAST
                    /32 host LOCAL
            """);
        Row($"{process}/net", "0.0.0.0", port, 9000);
        if (holds)
            Link($"{process}/fd/3", "socket:[9000]");
    }

    private void Row(string net, string address, int port, int inode)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var words = string.Concat(Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToUInt32(bytes, i * 4).ToString("X8", CultureInfo.InvariantCulture)));
        var file = $"{net}/{(bytes.Length == 4 ? "tcp" : "tcp6")}";
        if (!_tables.TryGetValue(file, out var rows))
            _tables[file] = rows = ["  sl  local_address rem_address   st"];
        rows.Add(string.Create(CultureInfo.InvariantCulture, $"   {rows.Count}: {words}:{port:X4} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 {inode} 1 0 100 0 0 10 0"));
        _procfs.Write(file, string.Join('\n', rows) + "\n");
    }

    private void Link(string path, string target)
    {
        var file = Path.Combine(_procfs.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.CreateSymbolicLink(file, target);
    }
}
