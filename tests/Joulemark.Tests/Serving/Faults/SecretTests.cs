using System.Text;
using System.Text.Json;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>A server that echoes the key, in whatever way, makes nobody else read it.</summary>
public sealed class SecretTests
{
    private const string Key = "sk-live/0123456789+ABCDEF==";

    public static TheoryData<string, string> Echoes => Transports.With<string>(
    [
        Key,
        JsonEncodedText.Encode(Key).ToString(), // + as \u002B
        Key.Replace("/", "\\/", StringComparison.Ordinal),
        Uri.EscapeDataString(Key),
        Key.ToUpperInvariant(),
        new string('x', 480) + Key, // across the end of what is quoted
    ]);

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Key_EchoedInAnError_IsTakenOut(string transport, string echo)
    {
        await using var server = ScriptedServer.Answer(Encoding.UTF8.GetBytes($"HTTP/1.1 401 No\r\n\r\nno such key: {echo}"));

        AssertHidden(await Transports.AskAsync(transport, server, key: Key));
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Key_EchoedInTheStream_IsTakenOut(string transport, string echo)
    {
        var text = JsonSerializer.Serialize(echo);
        await using var server = ScriptedServer.Events(
            Events.Content(text) + $$"""data: {"choices":[{"delta":{},"finish_reason":{{text}}}]}""" + "\n\n" + $$$"""data: {"error":{"message":{{{text}}}}}""" + "\n\n");

        var reply = await Transports.AskAsync(transport, server, key: Key);

        AssertHidden(reply);
        Assert.Equal(FailureKinds.StreamError, reply.ErrorKind);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Placeholder_InPlaceOfAKey_ChangesNoAnswer(string transport)
    {
        await using var server = ScriptedServer.Events(Events.Text("an EMPTY answer") + Events.End);

        Assert.Equal("an EMPTY answer", (await Transports.AskAsync(transport, server, key: "EMPTY")).Output);
    }

    private static void AssertHidden(ServerReply reply)
    {
        foreach (var text in new[] { reply.Error!, reply.Output, reply.FinishReason ?? "" })
        {
            Assert.DoesNotContain("0123456789", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("sk-live", text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
