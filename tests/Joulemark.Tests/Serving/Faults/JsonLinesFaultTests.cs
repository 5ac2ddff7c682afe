using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Xunit;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>Answers in lines of JSON, and in one document, with what can be wrong with them.</summary>
public sealed class JsonLinesFaultTests
{
    private const string Lines = "{\"text\":\"Hi \"}\n{\"text\":\"😀\"}\n{\"done\":true}\n";

    private static readonly Dictionary<string, (string Body, string Output, string? Kind)> Cases = new(StringComparer.Ordinal)
    {
        ["as it should"] = (Lines, "Hi 😀", null),
        ["last line without an end"] = (Lines.TrimEnd('\n'), "Hi 😀", null),
        ["CRLF"] = (Lines.Replace("\n", "\r\n", StringComparison.Ordinal), "Hi 😀", null),
        ["empty lines and spaces"] = ("\n  \n" + Lines.Replace("\n", "\n\r\n \n", StringComparison.Ordinal), "Hi 😀", null),
        ["byte order mark"] = ("\uFEFF" + Lines, "Hi 😀", null),
        ["lines after the end"] = (Lines + "{\"text\":\"more\"}\nnonsense\n", "Hi 😀", null),
        ["half a line at the end"] = ("{\"text\":\"Hi\"}\n{\"text\":\"th", "Hi", FailureKinds.Truncated),
        ["no end"] = ("{\"text\":\"Hi\"}\n", "Hi", FailureKinds.Truncated),
        ["no JSON"] = ("{\"text\":\"Hi\"}\nnonsense\n{\"done\":true}\n", "Hi", FailureKinds.StreamError),
        ["a reader that throws"] = ("{\"text\":\"Hi\"}\n{\"text\":7}\n{\"done\":true}\n", "Hi", FailureKinds.StreamError),
    };

    public static TheoryData<string, string> Bodies => Transports.With(Cases.Keys);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Lines_OfAnyKind_GiveTheirTextAndWhatWasWrong(string transport, string body)
    {
        foreach (var byteByByte in new[] { false, true })
        {
            await using var server = ScriptedServer.Answer(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n{Cases[body].Body}"), byteByByte);

            var reply = await AskAsync(transport, server, new LinesProtocol(ReplyFormat.JsonLines));

            Assert.Equal((Cases[body].Kind, Cases[body].Output), (reply.ErrorKind, reply.Output));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task WebPage_InPlaceOfLines_IsQuoted(string transport)
    {
        await using var server = ScriptedServer.Answer("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Sign in</h1>"u8.ToArray());

        var reply = await AskAsync(transport, server, new LinesProtocol(ReplyFormat.JsonLines));

        Assert.Equal(FailureKinds.NotAStream, reply.ErrorKind);
        Assert.Contains("text/html where application/x-ndjson was asked for: <h1>Sign in</h1>", reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Document_Whole_IsOneEvent(string transport)
    {
        await using var server = ScriptedServer.Answer(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\n\r\n\uFEFF{\"text\":\n\"Hi\"}"), byteByByte: true);

        var reply = await AskAsync(transport, server, new LinesProtocol(ReplyFormat.Document));

        Assert.Equal((null, "Hi", 1), (reply.Error, reply.Output, reply.Tokens.Count));
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Document_ThatDoesNotEnd_IsGivenUp(string transport)
    {
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            while (true)
                await c.SendAsync(new byte[1024 * 1024]);
        });

        Assert.Equal(FailureKinds.EventTooLarge, (await AskAsync(transport, server, new LinesProtocol(ReplyFormat.Document))).ErrorKind);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Answer_ThatDoesNotEnd_IsGivenUp(string transport)
    {
        var line = Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 1024 * 1024)}\"}}\n");
        await using var server = ScriptedServer.Start(async c =>
        {
            await c.RequestAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            while (true)
                await c.SendAsync(line);
        });

        var reply = await AskAsync(transport, server, new LinesProtocol(ReplyFormat.JsonLines));

        Assert.Equal(FailureKinds.AnswerTooLarge, reply.ErrorKind);
        Assert.Contains("64 MB", reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.Names), MemberType = typeof(Transports))]
    public async Task Request_ThatCannotBeWritten_IsAFailureOfTheClient(string transport)
    {
        await using var server = ScriptedServer.Events(Events.Good);

        var reply = await AskAsync(transport, server, new LinesProtocol(ReplyFormat.JsonLines) { Fails = true });

        Assert.Equal(FailureKinds.Client, reply.ErrorKind);
        Assert.Contains("no such thing", reply.Error, StringComparison.Ordinal);
    }

    private static async Task<ServerReply> AskAsync(string transport, ScriptedServer server, LinesProtocol protocol)
    {
        protocol.Url = server.Url;
        var clock = new MonotonicClock(TimeProvider.System);
        using var client = new StreamingClient(protocol, Transports.Create(transport, server.Url, clock), clock, TimeSpan.FromMinutes(1));
        return await client.SendAsync(Transports.Ask(), TestContext.Current.CancellationToken);
    }

    private sealed class LinesProtocol(ReplyFormat format) : IServerProtocol
    {
        public Uri? Url { get; set; }

        public bool Fails { get; init; }

        public ReplyFormat Format => format;

        public Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken) => throw new NotSupportedException();

        public HttpCall Write(ServerRequest request) => Fails ? throw new InvalidOperationException("no such thing") : new HttpCall(Url!, "{}"u8.ToArray());

        public IReplyReader CreateReader() => new LinesReader();
    }

    private sealed class LinesReader : IReplyReader
    {
        public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
        {
            var json = new Utf8JsonReader(data);
            var line = JsonElement.ParseValue(ref json);
            if (line.TryGetProperty("done", out _))
                return false;
            reply.AddText(Encoding.UTF8.GetBytes(line.GetProperty("text").GetString()!), at);
            return true;
        }

        public void End(bool saidSo, ServerReply reply)
        {
            if (!saidSo)
                reply.Fail(FailureKinds.Truncated, "no end");
        }
    }
}
