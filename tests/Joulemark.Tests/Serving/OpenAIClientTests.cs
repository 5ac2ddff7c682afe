using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Serving.Http;
using Joulemark.Serving.OpenAI;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>The client over a real socket, against a server that does what servers in the field do.</summary>
public sealed class OpenAIClientTests
{
    private static readonly FakeBehavior Normal = new();

    /// <summary>Oddities that change nothing about what was said.</summary>
    public static TheoryData<string, FakeBehavior> Oddities => new()
    {
        { "as it should", Normal },
        { "no role chunk", Normal with { RoleChunk = false } },
        { "CRLF", Normal with { CrLf = true } },
        { "comments", Normal with { Comments = true } },
        { "split at every byte", Normal with { Delivery = FakeDelivery.ByteByByte } },
        { "split at every byte, CRLF, comments", Normal with { Delivery = FakeDelivery.ByteByByte, CrLf = true, Comments = true } },
        { "coalesced", Normal with { Delivery = FakeDelivery.Coalesced } },
        { "usage with choices", Normal with { Usage = FakeUsage.WithChoices } },
        { "usage in every chunk", Normal with { Usage = FakeUsage.EveryChunk } },
        { "no [DONE]", Normal with { Done = false } },
        { "closes after each answer", Normal with { ClosesAfterAnswer = true } },
        { "slow", Normal with { FirstTokenDelay = TimeSpan.FromMilliseconds(20), TokenDelay = TimeSpan.FromMilliseconds(2) } },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task Stream_WithAnOddity_GivesTheSameTextTokensAndCounts(string oddity, FakeBehavior behavior)
    {
        foreach (var api in new[] { "chat", "completions" })
        {
            await using var server = FakeOpenAIServer.Start(behavior);
            using var client = Client(server.Url, api);

            var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

            Assert.True(reply.Error is null, $"{oddity}, {api}: {reply.Error}");
            Assert.Equal(string.Concat(Normal.Tokens), reply.Output);
            Assert.Equal(Normal.Tokens.Count, reply.Tokens.Count);
            Assert.Equal(new TokenUsage(Normal.PromptTokens, Normal.Tokens.Count), reply.Usage);
            Assert.Equal("stop", reply.FinishReason);
            Assert.True(reply.Sent <= reply.FirstByte && reply.FirstByte <= reply.Tokens[0] && reply.Tokens[^1] <= reply.Ended);
        }
    }

    [Fact]
    public async Task RoleChunk_WithoutText_IsNoToken()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Tokens = [] });
        using var client = Client(server.Url);

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Null(reply.Error);
        Assert.NotNull(reply.FirstByte);
        Assert.Empty(reply.Tokens);
    }

    [Fact]
    public async Task ServerThatClosesAgainstItsKeepAlive_LosesNoRequest()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { ClosesAfterAnswer = true });
        using var client = Client(server.Url);

        for (var i = 0; i < 50; i++)
            Assert.Null((await client.SendAsync(Ask(), TestContext.Current.CancellationToken)).Error);

        Assert.Equal(50, server.Completions);
    }

    [Fact]
    public async Task CachedTokens_InUsage_AreRead()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { CachedTokens = 5 });
        using var client = Client(server.Url);

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(5, reply.Usage?.CachedTokens);
    }

    [Fact]
    public async Task UsageAbsent_IsNullAndNoError()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Usage = FakeUsage.Absent });
        using var client = Client(server.Url);

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Null(reply.Error);
        Assert.Null(reply.Usage);
        Assert.Equal(string.Concat(Normal.Tokens), reply.Output);
    }

    [Theory]
    [InlineData(FakeFailure.Unauthorized, "http-401", "does not know this key")]
    [InlineData(FakeFailure.NotFound, "http-404", "no such model")]
    [InlineData(FakeFailure.ServerError, "http-500", "ran out of slots")]
    [InlineData(FakeFailure.HtmlPage, "not-a-stream", "Please sign in")]
    [InlineData(FakeFailure.ErrorEvent, "stream-error", "ran out of slots")]
    [InlineData(FakeFailure.TooManyRequests, "http-429", "too much to do")]
    [InlineData(FakeFailure.Garbage, "protocol", "SSH-2.0")]
    [InlineData(FakeFailure.Close, "connection", "")]
    [InlineData(FakeFailure.EndEarly, "truncated", "without a finish reason")]
    [InlineData(FakeFailure.Hang, "timeout", "server.request-timeout")]
    public async Task Failure_OfTheServer_IsAKindAndItsWords(FakeFailure failure, string kind, string words)
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = failure });
        using var client = Client(server.Url, timeout: TimeSpan.FromSeconds(failure == FakeFailure.Hang ? 0.2 : 60));

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Equal(kind, reply.ErrorKind);
        Assert.Contains(words, reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BreakOff_InMidStream_IsTruncatedAndKeepsTheTextSoFar()
    {
        // Slow enough that the text is read before the reset comes; a reset may take unread bytes with it.
        await using var server = FakeOpenAIServer.Start(Normal with { Failure = FakeFailure.BreakOff, TokenDelay = TimeSpan.FromMilliseconds(100) });
        using var client = Client(server.Url);

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Equal("truncated", reply.ErrorKind);
        Assert.NotEmpty(reply.Tokens);
        Assert.StartsWith("The", reply.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyListens_IsAConnectionError()
    {
        using var client = Client(FakeOpenAIServer.NobodyListens());

        var reply = await client.SendAsync(Ask(), TestContext.Current.CancellationToken);

        Assert.Equal("connection", reply.ErrorKind);
    }

    [Fact]
    public async Task Cancellation_InMidRequest_KeepsWhatCame()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { TokenDelay = TimeSpan.FromHours(1) });
        using var client = Client(server.Url);
        using var cancel = new CancellationTokenSource();

        var reply = await client.SendAsync(Ask(onToken: cancel.Cancel), cancel.Token);

        Assert.Equal("cancelled", reply.ErrorKind);
        Assert.Single(reply.Tokens);
    }

    private static ServerRequest Ask(Action? onToken = null) =>
        new() { Messages = [new ChatMessage("user", "What is it?")], MaxOutputTokens = 16, Seed = 1, OnToken = onToken };

    private static StreamingClient Client(Uri url, string api = "chat", TimeSpan? timeout = null)
    {
        var protocol = new OpenAIProtocol(Spec(api, timeout ?? TimeSpan.FromMinutes(1)));
        protocol.Address(url, "fake");
        return new StreamingClient(protocol, url, new MonotonicClock(TimeProvider.System), timeout ?? TimeSpan.FromMinutes(1));
    }

    private static ServerSpec Spec(string api, TimeSpan timeout) => new()
    {
        Kind = "openai",
        Api = api,
        Threads = 1,
        RequestTimeout = timeout,
        StartTimeout = TimeSpan.FromSeconds(5),
    };
}
