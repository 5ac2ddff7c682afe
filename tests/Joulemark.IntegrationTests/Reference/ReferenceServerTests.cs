using System.Net;
using System.Text;
using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Reference;

/// <summary>The reference server's API as a client on a socket sees it.</summary>
public sealed class ReferenceServerTests(ReferenceProcess server) : IClassFixture<ReferenceProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_IsOk() => Assert.Equal("ok", await server.Http.GetStringAsync(new Uri("health", UriKind.Relative), Cancellation));

    [Fact]
    public async Task Models_AreThoseAskedFor()
    {
        var models = JsonElement.Parse(await server.Http.GetStringAsync(new Uri("v1/models", UriKind.Relative), Cancellation));

        Assert.Equal("list", models.GetProperty("object").GetString());
        Assert.Equal(["small-fp32", "small-int8"], models.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("completions")]
    public async Task Answer_StreamedOrNot_IsTheSame(string endpoint)
    {
        var whole = await WholeAsync(Body(endpoint), endpoint);
        var stream = await StreamAsync(Body(endpoint) with { Stream = true, Usage = true }, endpoint);

        var choice = whole.GetProperty("choices")[0];
        var text = endpoint == "completions" ? choice.GetProperty("text") : choice.GetProperty("message").GetProperty("content");
        Assert.NotEmpty(text.GetString()!);
        Assert.Equal(text.GetString(), Text(stream));
        Assert.Equal(choice.GetProperty("finish_reason").GetString(), Finish(stream));
        Assert.Empty(stream[^1].GetProperty("choices").EnumerateArray());
        Assert.True(JsonElement.DeepEquals(whole.GetProperty("usage"), stream[^1].GetProperty("usage")));
        Assert.Equal(whole.GetProperty("model").GetString(), stream[0].GetProperty("model").GetString());
    }

    [Fact]
    public async Task Usage_NotAskedFor_IsNotSent()
    {
        var stream = await StreamAsync(Body() with { Stream = true });

        Assert.All(stream, c => Assert.False(c.TryGetProperty("usage", out _)));
    }

    [Fact]
    public async Task MaxTokens_Reached_EndsWithLength()
    {
        var stream = await StreamAsync(Body() with { Stream = true, Usage = true, MaxTokens = 2 });

        Assert.Equal("length", Finish(stream));
        Assert.Equal(2, stream[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task IgnoreEos_MakesAnAnswerOfTheLengthAskedFor()
    {
        var stream = await StreamAsync(Body() with { Stream = true, Usage = true, MaxTokens = 90, IgnoreEos = true });

        Assert.Equal("length", Finish(stream));
        Assert.Equal(90, stream[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task StopString_EndsTheAnswerBeforeIt()
    {
        var full = Text(await StreamAsync(Body() with { Stream = true }));
        var stop = full[(full.Length / 2)..(full.Length / 2 + 1)];

        var stopped = await StreamAsync(Body() with { Stream = true, Stop = stop });

        Assert.Equal(full[..full.IndexOf(stop, StringComparison.Ordinal)], Text(stopped));
        Assert.Equal("stop", Finish(stopped));
    }

    [Fact]
    public async Task StopString_Empty_StopsNothing() =>
        Assert.Equal(Text(await StreamAsync(Body() with { Stream = true })), Text(await StreamAsync(Body() with { Stream = true, Stop = "" })));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Answer_WithTheSameSeed_IsTheSame(double temperature)
    {
        var body = Body() with { Stream = true, Temperature = temperature, Seed = 7 };

        var texts = new HashSet<string>();
        for (var i = 0; i < 3; i++)
            texts.Add(Text(await StreamAsync(body)));

        Assert.Single(texts);
    }

    [Fact]
    public async Task Answer_SampledWithOtherSeeds_Differs()
    {
        var texts = new HashSet<string>();
        for (var seed = 0; seed < 20; seed++)
            texts.Add(Text(await StreamAsync(Body() with { Stream = true, Temperature = 2, Seed = seed })));

        Assert.True(texts.Count > 1);
    }

    [Fact]
    public async Task Model_Unknown_Is404AndListsThoseThereAre()
    {
        var error = await ErrorAsync(HttpStatusCode.NotFound, (Body() with { Model = "gpt-9" }).ToJson());

        Assert.Contains("'gpt-9'", error, StringComparison.Ordinal);
        Assert.Contains("small-fp32, small-int8", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("""{"model": "small-fp32"}""", "'messages' must be a list")]
    [InlineData("""{"model": "small-fp32", "messages": [{"role": "user"}]}""", "'content'")]
    [InlineData("""{"model": "small-fp32", "messages": [{"role": "user", "content": "1"}], "max_tokens": 0}""", "'max_tokens'")]
    [InlineData("""{"model": "small-fp32", "messages": [{"role": "user", "content": "1"}], "temperature": "warm"}""", "'temperature' must be a number")]
    [InlineData("""{"model": "small-fp32", "messages": [{"role": "user", "content": "1"}], "n": 2}""", "'n' must be 1")]
    [InlineData("""{"model": "small-fp32", "messages": [{"role": "user", "content": "1"}], "stop": [1]}""", "'stop'")]
    public async Task Request_Malformed_Is400AndSaysWhy(string body, string says) =>
        Assert.Contains(says, await ErrorAsync(HttpStatusCode.BadRequest, body), StringComparison.Ordinal);

    [Fact]
    public async Task Prompt_LongerThanTheContext_Is400WithBothLengths()
    {
        var error = await ErrorAsync(HttpStatusCode.BadRequest, (Body() with { Prompt = string.Join(' ', Enumerable.Repeat("1 + 1", 2000)) }).ToJson());

        Assert.Contains("context", error, StringComparison.Ordinal);
        Assert.Matches(@"has \d+ tokens.* is \d+ tokens", error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Wie spät ist es? 😀\0")]
    public async Task Prompt_OutsideTheVocabulary_IsAnsweredAllTheSame(string prompt) =>
        Assert.NotNull(Finish(await StreamAsync(Body() with { Stream = true, Prompt = prompt })));

    [Fact]
    public async Task Path_Unknown_Is404()
    {
        using var response = await server.Http.GetAsync(new Uri("v1/embeddings", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("/v1/embeddings", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_Rise()
    {
        string[] counters = ["requests_total", "prompt_tokens_total", "generation_tokens_total", "decode_steps_total"];
        var before = new List<long>();
        foreach (var counter in counters)
            before.Add(await server.MetricAsync(counter));

        await StreamAsync(Body() with { Stream = true });

        for (var i = 0; i < counters.Length; i++)
        {
            // The last bytes of an answer may be read before the server has counted it.
            var (counter, low) = (counters[i], before[i]);
            await Eventually.IsTrueAsync(async () => await server.MetricAsync(counter) > low, $"{counter} rises above {low}");
        }
    }

    [Fact]
    public async Task Client_ThatLeavesInMidStream_FreesItsSlots()
    {
        for (var i = 0; i < 8; i++)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            using var request = Post((Body() with { Stream = true, Temperature = 2, Seed = i, MaxTokens = 10_000 }).ToJson());
            using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            var stream = await response.Content.ReadAsStreamAsync(leave.Token);
            Assert.True(await stream.ReadAsync(new byte[1], leave.Token) > 0);
            await leave.CancelAsync();
        }

        await Eventually.IsTrueAsync(
            async () => await server.MetricAsync("requests_running") == 0 && await server.MetricAsync("requests_waiting") == 0, "no request is running or waiting");
    }

    private static Ask Body(string endpoint = "chat/completions") => new(endpoint != "completions");

    private static HttpRequestMessage Post(string body, string endpoint = "chat/completions") =>
        new(HttpMethod.Post, $"v1/{endpoint}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private async Task<JsonElement> WholeAsync(Ask ask, string endpoint)
    {
        using var request = Post(ask.ToJson(), endpoint);
        using var response = await server.Http.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private Task<IReadOnlyList<JsonElement>> StreamAsync(Ask ask, string endpoint = "chat/completions") => Streams.ReadAsync(server.Http, ask, endpoint);

    private async Task<string> ErrorAsync(HttpStatusCode status, string body)
    {
        using var request = Post(body);
        using var response = await server.Http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()!;
    }

    private static string Text(IReadOnlyList<JsonElement> stream) => Streams.Text(stream);

    private static string? Finish(IReadOnlyList<JsonElement> stream) => stream
        .SelectMany(c => c.GetProperty("choices").EnumerateArray())
        .Select(c => c.GetProperty("finish_reason").GetString()).Single(f => f is not null);
}
