using Joulemark.Diagnostics;
using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

/// <summary>What the keys of a running server may be together.</summary>
public sealed class ServerValidatorsTests
{
    private const string Here = "server.url=http://127.0.0.1:8000";

    [Theory]
    [InlineData("server.url", "kind openai needs the address", "server.kind=openai")]
    [InlineData("server.url", "kind auto needs the address", "server.kind=auto")]
    [InlineData("server.url", "kind kserve needs the address", "server.kind=kserve", "workload.kind=tensors")]
    [InlineData("server.url", "has a password or a key in it", "server.kind=openai", "server.url=http://me:secret@127.0.0.1:8000")]
    [InlineData("server.url", "has a password or a key in it", "server.kind=openai", "server.url=http://127.0.0.1:8000/v1?api-version=1&api_key=secret")]
    [InlineData("server.metrics-url", "has a password or a key in it", "server.kind=openai", Here, "server.metrics-url=http://me:secret@127.0.0.1:8000/metrics")]
    [InlineData("server.body", "is no JSON object", "server.kind=openai", Here, "server.body=[1]")]
    [InlineData("server.body", "is no JSON object", "server.kind=openai", Here, "server.body={\"top_p\":0.9")]
    [InlineData("server.body", "gives 'temperature'", "server.kind=openai", Here, "server.body={\"temperature\":0.9}")]
    [InlineData("server.body", "gives 'stream_options.include_usage'", "server.kind=openai", Here, "server.body={\"stream_options\":{\"include_usage\":false}}")]
    [InlineData("server.body", "gives 'stream_options' as something else", "server.kind=openai", Here, "server.body={\"stream_options\":1}")]
    [InlineData("server.body", "gives 'parameters.seed'", "server.kind=tgi", Here, "server.body={\"parameters\":{\"seed\":2}}")]
    [InlineData("server.body", "gives 'options.num_predict'", "server.kind=ollama", Here, "server.body={\"options\":{\"num_predict\":2}}")]
    [InlineData("server.body", "gives 'max_tokens'", "server.kind=triton", Here, "server.body={\"max_tokens\":2}")]
    [InlineData("server.body", "for running servers", "server.body={\"top_p\":0.9}")]
    [InlineData("server.continuous-usage", "for OpenAI-compatible servers", "server.kind=tgi", Here, "server.continuous-usage=true")]
    [InlineData("server.engine", "for OpenAI-compatible servers", "server.kind=ollama", Here, "server.engine=vllm")]
    [InlineData("workload.kind", "does not take", "server.kind=openai", Here, "workload.kind=tensors")]
    [InlineData("workload.kind", "takes tensors", "server.kind=kserve", Here)]
    public void WhatDoesNotGoTogether_IsSaid(string key, string words, params string[] settings)
    {
        var problems = Check(settings);

        Assert.Contains(problems, p => p.Message.Contains($"'{key}'", StringComparison.Ordinal) && p.Message.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, p => p.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server.kind=auto", Here)]
    [InlineData("server.kind=openai", Here, "server.body={\"top_p\":0.9,\"stream_options\":{\"x\":1}}", "server.continuous-usage=true", "server.engine=vllm")]
    [InlineData("server.kind=openai", "server.url=https://mine.openai.azure.com/openai/v1?api-version=preview")]
    [InlineData("server.kind=kserve", Here, "workload.kind=tensors", "server.tensors=json")]
    [InlineData("server.kind=ollama", Here, "server.body={\"keep_alive\":\"1h\",\"think\":false}")]
    [InlineData("server.kind=tgi", Here, "server.body={\"parameters\":{\"top_p\":0.9}}", "server.wait=true")]
    public void WhatGoesTogether_IsFine(params string[] settings) => Assert.Empty(Check(settings));

    private static List<Diagnostic> Check(string[] settings)
    {
        var document = Specs.Document(settings);
        var spec = SpecBinder.Bind(document);
        return [.. ServerValidators.Check(spec, (id, _, message, remedy) => new Diagnostic(id, DiagnosticSeverity.Error, message, remedy))];
    }
}
