using Joulemark.Checkup;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Checkup;

public sealed class ServerChecksTests : IDisposable
{
    private static readonly string[] Attached = ["server.kind=openai", "server.url=http://192.0.2.7:8000"];
    private readonly Surroundings _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Server_ThatDoesNotAnswer_IsUnknown()
    {
        _machine.ServerProblem = "connection refused";
        Assert.Equal((CheckStatus.Unknown, "connection refused"), (_machine.Look("server-answers", Attached) is { } f ? (f.Status, f.Detail) : default));
        Assert.Null(_machine.Look("server-within-sight", Attached));
    }

    [Theory]
    [InlineData(true, "Pass")]
    [InlineData(false, "Fail")]
    public void Server_ThatTheMetersDoNotSee_Fails(bool isLocal, string status)
    {
        _machine.Server = new ServerDescription { Url = new Uri("http://192.0.2.7:8000"), Model = "m", IsLocal = isLocal };
        Assert.Equal(status, _machine.Look("server-within-sight", Attached)!.Status.ToString());
    }
}
