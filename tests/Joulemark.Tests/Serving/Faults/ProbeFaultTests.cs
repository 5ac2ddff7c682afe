using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>A server that answers a question about itself with something else.</summary>
public sealed class ProbeFaultTests
{
    [Fact]
    public async Task Redirect_IsSaidAndNotFollowed()
    {
        await using var server = ScriptedServer.Answer(Encoding.ASCII.GetBytes("HTTP/1.1 301 Moved\r\nLocation: https://llm.example/v1/models\r\nContent-Length: 0\r\n\r\n"));

        var said = await FailureAsync(server);

        Assert.Equal("JM3014", said.Id);
        Assert.Contains("redirects to https://llm.example/v1/models", said.Message, StringComparison.Ordinal);
        Assert.Contains("server.url", said.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_IsAServerThatCannotBeReached()
    {
        await using var server = ScriptedServer.Answer(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"));

        Assert.Equal("JM3001", (await FailureAsync(server)).Id);
    }

    [Fact]
    public async Task Key_EchoedInARefusal_IsTakenOutBeforeTheCut()
    {
        const string key = "sk-0123456789abcdef";
        await using var server = ScriptedServer.Answer(Encoding.ASCII.GetBytes($"HTTP/1.1 401 No\r\n\r\n{new string('x', 190)}{key}"));

        var said = await FailureAsync(server, key);

        Assert.Equal("JM3003", said.Id);
        Assert.DoesNotContain("sk-", said.Message, StringComparison.Ordinal);
    }

    private static async Task<Diagnostic> FailureAsync(ScriptedServer server, string? key = null)
    {
        using var probe = new ServerProbe(server.Url, key, TimeSpan.FromMinutes(1));
        return Assert.Single((await Assert.ThrowsAsync<JoulemarkException>(() => probe.AskAsync(probe.At("v1/models"), TestContext.Current.CancellationToken))).Diagnostics);
    }
}
