using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class GenAiPerfFormatTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task Responses_WithText_AreTokens_AndOthersAreNot()
    {
        const string role = """{"response": "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"}""";
        const string text = """{"response": "data: {\"choices\":[{\"delta\":{\"content\":\"dogs\"}}]}\n\n"}""";
        const string usage = """{"response": "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n"}""";
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export.json",
            $$"""{"experiments": [{"experiment": {"mode": "concurrency", "value": 1}, "requests": [{"timestamp": 1795000000000000000, "response_timestamps": [1795000000100000000, 1795000000200000000, 1795000000300000000, 1795000000400000000], "response_outputs": [{{role}}, {{text}}, {{text}}, {{usage}}]}], "window_boundaries": []}], "version": "", "service_kind": "openai"}"""));

        var request = Assert.Single(record.Requests);
        Assert.Equal(0.2, (request.FirstToken!.Value - request.Sent).TotalSeconds, 6); // not the role's, at 0.1 s
        Assert.Equal(0.3, (request.LastToken!.Value - request.Sent).TotalSeconds, 6);
        Assert.Equal(2, request.Tokens.Count);
        Assert.Equal("dogsdogs", _import.OutputOf(record, 0));
        Assert.Equal(new TokenUsage(7, 2), request.Usage);
        Assert.True(result.Configurations.ContainsKey("concurrency-1"));
    }

    [Fact]
    public async Task Texts_WithoutUsage_GiveLatenciesAndNoTokens()
    {
        var (record, result) = await _import.ImportAsync(_import.Write("profile_export.json",
            """{"service_kind": "triton", "experiments": [{"experiment": {"mode": "request_rate", "value": 2.0}, "requests": [{"timestamp": 1000000, "response_timestamps": [3000000, 5000000], "response_outputs": [{"text_output": "I"}, {"text_output": " like"}]}]}]}"""));
        Assert.Null(record.Requests[0].Usage);
        Assert.Equal(0.002, result.Configurations["rate-2"].Metrics["ttft_p50"].Value!.Value, 6);
        Assert.Null(result.Configurations["rate-2"].Metrics["output_throughput"].Value);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "no-usage");
    }
}
