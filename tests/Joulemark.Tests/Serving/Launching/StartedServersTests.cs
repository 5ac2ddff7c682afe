using System.Diagnostics;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Linux;
using Joulemark.Serving.Launching;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Serving.Launching;

public sealed class StartedServersTests : IDisposable
{
    private static readonly ProcessIdentity Gone = new(int.MaxValue - 1, 1);
    private readonly TemporaryDirectory _state = new();
    private readonly StartedServers _servers;

    public StartedServersTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        _servers = new StartedServers(new HostPaths { State = _state.Path }, TimeProvider.System);
    }

    [Fact]
    public async Task Server_OfAJoulemarkThatIsGone_IsFoundAndEnded()
    {
        using var process = Process.Start("sleep", "1000");
        var entry = _servers.New("the server sleep", "runs/x") with { Owner = Gone, Process = ProcessIdentity.Of(process.Id) };
        _servers.Write(entry);

        var left = Assert.Single(await _servers.FindLeftAsync(TestContext.Current.CancellationToken));
        Assert.Equal(entry, left);
        Assert.Equal($"kill {process.Id}", left.Removal);

        Assert.Null(await _servers.RemoveAsync(left, TestContext.Current.CancellationToken));
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Server_OfAJoulemarkThatRuns_IsNotLeft()
    {
        _servers.Write(_servers.New("x", null) with { Process = ProcessIdentity.Own });
        Assert.Empty(await _servers.FindLeftAsync(TestContext.Current.CancellationToken));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Server_ThatIsGone_IsForgotten()
    {
        _servers.Write(_servers.New("x", null) with { Owner = Gone, Process = ProcessIdentity.Own! with { Start = 1 } }); // its number came again
        _servers.Write(_servers.New("y", null) with { Owner = Gone, Process = ProcessIdentity.Own, Place = "another-boot pid:[1]" });
        await _servers.RequireNoneLeftAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Server_OfAnotherViewOfProcesses_IsLeftAlone()
    {
        _servers.Write(_servers.New("x", null) with { Owner = Gone, Process = ProcessIdentity.Own, Place = ProcessIdentity.Place.Split(' ')[0] + " pid:[1]" });
        Assert.Empty(await _servers.FindLeftAsync(TestContext.Current.CancellationToken));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Container_LeftBehind_IsRefusedWithTheCommandThatEndsIt()
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("ps --all", "joulemark-1\njoulemark-12\n");
        _servers.Write(_servers.New("the container of a:1", null) with { Owner = Gone, Engine = fake.Program, Container = "joulemark-12" });
        _servers.Write(_servers.New("another", null) with { Owner = Gone, Engine = fake.Program, Container = "joulemark-123" });

        Assert.Equal($"{fake.Program} rm -f joulemark-12", Assert.Single(await _servers.FindLeftAsync(TestContext.Current.CancellationToken)).Removal);
        var e = await Assert.ThrowsAsync<JoulemarkException>(() => _servers.RequireNoneLeftAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.Invalid, e.ExitCode);
        Assert.Contains("the container of a:1", Assert.Single(e.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_ThatIsNotRemoved_StaysWrittenDown()
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("ps --all", "joulemark-12\n");
        var entry = _servers.New("x", null) with { Owner = Gone, Engine = fake.Program, Container = "joulemark-12" };
        _servers.Write(entry);
        Assert.Contains("no such thing: rm", await _servers.RemoveAsync(entry, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(Files());
    }

    public void Dispose() => _state.Dispose();

    private string[] Files() => Directory.Exists(Path.Combine(_state.Path, "servers")) ? Directory.GetFiles(Path.Combine(_state.Path, "servers")) : [];
}
