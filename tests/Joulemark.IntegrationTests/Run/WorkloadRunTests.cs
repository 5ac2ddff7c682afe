using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.IntegrationTests.Run;

/// <summary>Data sets and made-up prompts in whole runs.</summary>
public sealed class WorkloadRunTests : IDisposable
{
    private static readonly FakeBehavior Normal = new() { TokenDelay = TimeSpan.FromMilliseconds(2) };
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task Conversations_OfAServerWithoutCounts_AreCountedByTheLocalTokenizer()
    {
        await using var server = FakeOpenAIServer.Start(Normal with { Usage = FakeUsage.Absent });
        _workspace.Write("question.jsonl", "{\"question_id\": 1, \"category\": \"writing\", \"turns\": [\"Write a haiku.\", \"Now in prose.\"]}\n");

        (await _workspace.RunAsync(Spec(server.Url, "{ kind: mt-bench, path: question.jsonl, tokenizer: o200k_base, requests: 5, prefix-cache: any }"))).Expect(0, 3);

        var requests = _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("error").ValueKind == JsonValueKind.Null).ToList();
        var second = requests.First(r => r.TryGetProperty("turn", out var turn) && turn.GetInt32() == 1);
        Assert.Contains(requests, r => !r.TryGetProperty("turn", out _) && r.GetProperty("conversation").GetInt32() == second.GetProperty("conversation").GetInt32());
        Assert.All(requests, r => Assert.True(r.GetProperty("local_output_tokens").GetInt32() is > 6 and < 20));
        Assert.True(second.GetProperty("local_prompt_tokens").GetInt32() > requests.First(r => !r.TryGetProperty("turn", out _)).GetProperty("local_prompt_tokens").GetInt32() + 6);
        Assert.True(_workspace.Metric("energy_per_output_token") is > 0 || _workspace.Reasons.Count > 0, "there is no figure, and nothing says why");
        var configuration = _workspace.Json("run.json").GetProperty("configurations")[0];
        Assert.Equal("tiktoken o200k_base", configuration.GetProperty("tokenizer").GetString());
        Assert.Equal(64, configuration.GetProperty("file_hashes").GetProperty("question.jsonl").GetString()!.Length);
    }

    [Fact]
    public async Task MadeUpPrompts_AreAllDifferentAndMarkedAsApproximate()
    {
        await using var server = FakeOpenAIServer.Start(Normal);

        (await _workspace.RunAsync(Spec(server.Url, "{ kind: synthetic, requests: 3, input-tokens: { mean: 100 }, output-tokens: { max: 8 } }"))).Expect(0, 3);

        Assert.All(_workspace.Lines("requests.jsonl"), r => Assert.Equal(8, r.GetProperty("requested_tokens").GetInt32()));
        var ids = _workspace.Json("result.json").GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("id").GetString()).ToList();
        Assert.Contains("JM1021", ids);
        Assert.DoesNotContain("JM5004", ids); // three items, asked many times, each time in other words
    }

    [Fact]
    public async Task Trace_OfAFile_IsReplayedWithItsTimesAndLengths()
    {
        await using var server = FakeOpenAIServer.Start(Normal);
        _workspace.Write("trace.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.5000000,40,3\n2023-11-16 18:17:03.7500000,50,4\n2023-11-16 18:17:04.2500000,60,5\n");

        var spec = Spec(server.Url, "{ kind: azure-trace, path: trace.csv, tokenizer: o200k_base }").Replace("load: { concurrency: 2 }", "load: { kind: trace }", StringComparison.Ordinal);
        (await _workspace.RunAsync(spec)).Expect(0, 3);

        var requests = _workspace.Lines("requests.jsonl").Where(r => r.GetProperty("stage").GetString() == "window").OrderBy(r => r.GetProperty("item").GetInt32()).ToList();
        var first = requests[0].GetProperty("scheduled_ns").GetInt64();
        Assert.Equal([0, 250_000_000, 750_000_000], requests.Select(r => r.GetProperty("scheduled_ns").GetInt64() - first));
        Assert.Equal([3, 4, 5], requests.Select(r => r.GetProperty("requested_tokens").GetInt32()));
        Assert.Equal([40, 50, 60], requests.Select(r => r.GetProperty("local_prompt_tokens").GetInt32()));
    }

    [Fact]
    public async Task Data_AtAnAddress_AreNotFetchedWithoutBeingAskedFor()
    {
        await using var server = FakeOpenAIServer.Start(Normal);

        var result = await _workspace.RunAsync(Spec(server.Url, $"{{ kind: gsm8k, path: '{server.Url}test.jsonl' }}"));

        result.Expect(2).Says("JM1022", "workload.sha256", "--fetch");
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    public void Dispose() => _workspace.Dispose();

    private static string Spec(Uri url, string workload) => $$"""
        name: test
        server: { kind: openai, url: "{{url}}", model: fake, request-timeout: 20s, start-timeout: 20s }
        workload: {{workload}}
        {{Workspace.Short}}
        """;
}
