using System.Text;
using Joulemark.Records;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Streams of events as servers send them, good and bad.</summary>
public sealed class StreamFaultTests
{
    private static readonly Dictionary<string, (string Events, string Output, string? Kind, string? Words)> Cases = new(StringComparer.Ordinal)
    {
        // What is odd and says the same.
        ["byte order mark"] = ("\uFEFF" + Events.Text("Hi") + Events.End, "Hi", null, null),
        ["data without a space"] = ((Events.Text("Hi") + Events.End).Replace("data: ", "data:", StringComparison.Ordinal), "Hi", null, null),
        ["empty data lines"] = ("data:\n\ndata: \n\n" + Events.Text("Hi") + "data:\n\n" + Events.End, "Hi", null, null),
        ["no empty lines between events"] = ((Events.Text("H") + Events.Text("i") + Events.End).Replace("\n\n", "\n", StringComparison.Ordinal), "Hi", null, null),
        ["CRLF"] = ((Events.Text("Hi") + Events.End).Replace("\n", "\r\n", StringComparison.Ordinal), "Hi", null, null),
        ["comments and keep-alives"] = (": ping\n\n:\n" + Events.Text("H") + ": ping - 2026-11-25\n\n" + Events.Text("i") + "event: ping\nid: 7\nretry: 3000\n\n" + Events.End, "Hi", null, null),
        ["multi-line data"] = ("data: {\ndata:   \"choices\": [\ndata:     {\"delta\": {\"content\": \"Hi\"}}\ndata:   ]\ndata: }\n\n" + Events.End, "Hi", null, null),
        ["events after [DONE]"] = (Events.Text("Hi") + Events.End + Events.Text(" again") + "data: nonsense\n\n", "Hi", null, null),
        ["last line without an end"] = ((Events.Text("Hi") + Events.End).TrimEnd('\n'), "Hi", null, null),
        ["no [DONE]"] = (Events.Text("Hi") + Events.Finish + Events.Usage, "Hi", null, null),
        ["role chunk with null content"] = (Events.Content("null") + Events.Text("Hi") + Events.End, "Hi", null, null),
        ["empty texts"] = (Events.Text("") + Events.Text("Hi") + Events.Text("") + Events.End, "Hi", null, null),
        ["usage twice"] = (Events.Text("Hi") + Events.Finish + Events.Usage.Replace("2}", "9}", StringComparison.Ordinal) + Events.End, "Hi", null, null),
        ["the same usage in each chunk"] = (Events.Text("Hi").Replace("}]}", "}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}", StringComparison.Ordinal) + Events.End, "Hi", null, null),
        ["usage with points"] = (Events.Text("Hi") + Events.End.Replace("3,", "3.0,", StringComparison.Ordinal).Replace("2}", "2.0}", StringComparison.Ordinal), "Hi", null, null),
        ["half a pair in each of two events"] = (Events.Content("\"a\\ud83d\"") + Events.Content("\"\\ude00b\"") + Events.End, "a\uFFFD\uFFFDb", null, null),
        ["pair in one event"] = (Events.Content("\"\\ud83d\\ude00\"") + Events.End, "😀", null, null),
        ["pair the wrong way round"] = (Events.Content("\"\\ude00\\ud83d\"") + Events.End, "\uFFFD\uFFFD", null, null),
        ["every escape"] = (Events.Content("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"") + Events.End, "\"\\/\b\f\n\r\tAé", null, null),
        ["error that is null"] = ("data: {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n" + Events.End, "Hi", null, null),

        // What is wrong, and keeps what came.
        ["error event"] = (Events.Text("Hi") + "data: {\"error\":{\"code\":500,\"message\":\"out of slots\",\"type\":\"server_error\"}}\n\n", "Hi", FailureKinds.StreamError, "out of slots"),
        ["error as text"] = (Events.Text("Hi") + "data: {\"error\":\"overloaded\",\"error_type\":\"overloaded\"}\n\n", "Hi", FailureKinds.StreamError, "overloaded"),
        ["error of vLLM of old"] = (Events.Text("Hi") + "data: {\"object\":\"error\",\"message\":\"context too long\",\"code\":400}\n\n", "Hi", FailureKinds.StreamError, "context too long"),
        ["error field"] = (Events.Text("Hi") + "error: {\"code\":500,\"message\":\"slot lost\"}\n\n", "Hi", FailureKinds.StreamError, "slot lost"),
        ["error by name"] = (Events.Text("Hi") + "event: error\ndata: {\"detail\":\"worker died\"}\n\n", "Hi", FailureKinds.StreamError, "worker died"),
        ["no JSON"] = (Events.Text("Hi") + "data: Internal Server Error\n\n" + Events.End, "Hi", FailureKinds.StreamError, "cannot be read"),
        ["two objects in one event"] = (Events.Text("Hi") + "data: {\"choices\":[]}{\"choices\":[]}\n\n" + Events.End, "Hi", FailureKinds.StreamError, "cannot be read"),
        ["deep nesting"] = (Events.Text("Hi") + $"data: {new string('[', 10_000)}{new string(']', 10_000)}\n\n" + Events.End, "Hi", FailureKinds.StreamError, "cannot be read"),
        ["deep nesting beside the text"] = (Events.Text("Hi") + $"data: {{\"x\":{new string('[', 10_000)}{new string(']', 10_000)}}}\n\n" + Events.End, "Hi", FailureKinds.StreamError, "cannot be read"),
        ["no end at all"] = (Events.Text("Hi"), "Hi", FailureKinds.Truncated, "without a finish reason"),
        ["half an event at the end"] = (Events.Text("Hi") + Events.Finish + "data: {\"choices\":[],\"usage\":{\"prompt", "Hi", FailureKinds.Truncated, "in the middle of an event"),
        ["error of a megabyte"] = (Events.Text("Hi") + $"data: {{\"error\":{{\"message\":\"{new string('x', 1024 * 1024)}\"}}}}\n\n", "Hi", FailureKinds.StreamError, "xxxx"),
    };

    public static TheoryData<string, string> Streams => Transports.With(Cases.Keys);

    public static TheoryData<string, string> SmallStreams => Transports.With(Cases.Where(c => c.Value.Events.Length < 2_000).Select(c => c.Key));

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_OfAnyKind_GivesItsTextAndWhatWasWrong(string transport, string stream)
    {
        await using var server = ScriptedServer.Events(Cases[stream].Events);

        Assert_(stream, await Transports.AskAsync(transport, server));
    }

    [Theory]
    [MemberData(nameof(SmallStreams))]
    public async Task Stream_SplitAtEveryByte_SaysTheSame(string transport, string stream)
    {
        var head = Encoding.ASCII.GetBytes(ScriptedConnection.StreamHead + "Connection: close\r\n\r\n");
        await using var server = ScriptedServer.Answer([.. head, .. Encoding.UTF8.GetBytes(Cases[stream].Events)], byteByByte: true);

        Assert_(stream, await Transports.AskAsync(transport, server));
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task InvalidUtf8_InsideAText_IsReplacedAndLosesNothing(string transport)
    {
        byte[] Event(params byte[] text) => [.. Encoding.UTF8.GetBytes(Events.Text("@")).SelectMany(b => b == (byte)'@' ? text : [b])];
        byte[] stream =
        [
            .. Event((byte)'a', 0xff), // learned from
            .. Event(0xc3), .. Event((byte)'b'), // by the template: a character that is never finished
            .. Event(0xf0, 0x9f), .. Event(0x98, 0x80), // 😀 in two events: its bytes are whole again
            .. Encoding.UTF8.GetBytes(Events.Content("\"\\n@\"")).SelectMany(b => b == (byte)'@' ? (byte[])[0xfe] : [b]), // beside an escape
            .. Encoding.UTF8.GetBytes(Events.End),
        ];
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.StreamAsync(stream);
        });

        var reply = await Transports.AskAsync(transport, server);

        Assert.Null(reply.Error);
        Assert.Equal("a\uFFFD\uFFFDb😀\n\uFFFD", reply.Output);
        Assert.Equal(6, reply.Tokens.Count);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Event_OfTenMegabytes_IsRead(string transport)
    {
        var text = string.Concat(Enumerable.Repeat("0123456789", 1024 * 1024));
        await using var server = ScriptedServer.Events(Events.Text("Hi ") + Events.Text(text) + Events.Text(" 😀") + Events.End);

        var reply = await Transports.AskAsync(transport, server);

        Assert.Null(reply.Error);
        Assert.Equal($"Hi {text} 😀", reply.Output);
        Assert.Equal(3, reply.Tokens.Count);
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData("data: x\n")] // lines of one event that never ends
    public async Task Event_ThatNeverEnds_IsGivenUpAndTheConnectionClosed(string start)
    {
        foreach (var transport in Transports.Names)
        {
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var server = ScriptedServer.Start(async c =>
            {
                await c.RequestAsync();
                await c.SendAsync(ScriptedConnection.StreamHead + "\r\n" + start);
                var line = Encoding.ASCII.GetBytes("data: " + new string('x', 64 * 1024 - 7) + (start.EndsWith('\n') ? "\n" : "y"));
                try
                {
                    while (true)
                        await c.SendAsync(line);
                }
                catch (IOException)
                {
                    closed.SetResult();
                }
            });

            var reply = await Transports.AskAsync(transport.Data, server);

            Assert.Equal(FailureKinds.EventTooLarge, reply.ErrorKind);
            Assert.Contains("64 MB", reply.Error, StringComparison.Ordinal);
            await closed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Response_ThatDoesNotEndAfterDone_IsWholeAllTheSame(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync($"{ScriptedConnection.StreamHead}\r\n{Events.Good}");
            await c.UntilClosedAsync();
        });

        var reply = await Transports.AskAsync(transport, server);

        Assert.Null(reply.Error);
        Assert.Equal("Hi 😀", reply.Output);
        Assert.Equal(new TokenUsage(3, 2), reply.Usage);
        Assert.InRange(reply.Ended - reply.Tokens[^1], TimeSpan.Zero, TimeSpan.FromSeconds(30)); // not the timeout's minute
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Reset_AfterDone_CostsNothing(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync($"{ScriptedConnection.StreamHead}Content-Length: 1000000\r\n\r\n{Events.Good}");
            await Task.Delay(200, c.Stop); // a reset may take unread bytes with it
            c.Reset();
        });

        var reply = await Transports.AskAsync(transport, server);

        Assert.Null(reply.Error);
        Assert.Equal("Hi 😀", reply.Output);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Reset_InMidToken_KeepsTheWholeTokens(string transport)
    {
        using var seen = new SemaphoreSlim(0);
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync($"{ScriptedConnection.StreamHead}\r\n{Events.Text("Hi")}");
            await c.SendAsync(Events.Text("there")[..30]);
            await seen.WaitAsync(c.Stop);
            c.Reset();
        });
        using var client = Transports.Client(transport, server.Url);

        var reply = await client.SendAsync(Transports.Ask(onToken: () => seen.Release()), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKinds.Truncated, reply.ErrorKind);
        Assert.Equal("Hi", reply.Output);
        Assert.Single(reply.Tokens);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Cancellation_InMidStream_IsNobodysFailure(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync($"{ScriptedConnection.StreamHead}\r\n{Events.Text("Hi")}");
            await c.UntilClosedAsync();
        });
        using var client = Transports.Client(transport, server.Url);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var reply = await client.SendAsync(Transports.Ask(onToken: cancel.Cancel), cancel.Token);

        Assert.Equal(FailureKinds.Cancelled, reply.ErrorKind);
        Assert.Equal("Hi", reply.Output);
    }

    private static void Assert_(string stream, ServerReply reply)
    {
        var (_, output, kind, words) = Cases[stream];
        Assert.Equal((kind, output), (reply.ErrorKind, reply.Output));
        if (kind is null)
        {
            Assert.Equal("stop", reply.FinishReason);
            Assert.Equal(new TokenUsage(3, 2), reply.Usage);
        }
        else
        {
            Assert.Contains(words!, reply.Error, StringComparison.Ordinal);
            Assert.InRange(reply.Error!.Length, 3, 1001);
        }
    }
}
