using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Http;
using Joulemark.Serving.KServe;
using Joulemark.Serving.Ollama;
using Joulemark.Serving.OpenAI;
using Joulemark.Serving.Tgi;
using Joulemark.Serving.Triton;

namespace Joulemark.Serving.Auto;

/// <summary>
/// Finds out what is behind an address and then speaks that. The OpenAI API comes first where there is one, since a server
/// that has it puts the model's chat template around what is asked.
/// </summary>
/// <param name="spec">The system under test.</param>
internal sealed class AutoProtocol(ServerSpec spec) : IServerProtocol
{
    private IServerProtocol? _found;

    public ReplyFormat Format => Found.Format;

    private IServerProtocol Found => _found ?? throw new InvalidOperationException("DescribeAsync comes first.");

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        _found = await FindAsync(probe, cancellationToken);
        if (spec.ContinuousUsage && _found is not OpenAIProtocol)
            throw ServerProbe.Failure("JM3021", $"server.continuous-usage is on, but {probe.Server} has no OpenAI-compatible API", "Remove server.continuous-usage.");
        return await _found.DescribeAsync(probe, cancellationToken);
    }

    public HttpCall Write(ServerRequest request) => Found.Write(request);

    public IReplyReader CreateReader() => Found.CreateReader();

    public Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken) => Found.ReadCountersAsync(probe, cancellationToken);

    private async Task<IServerProtocol> FindAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        var models = await probe.AskUntilReadyAsync(OpenAIUrl.Endpoint(probe.Server, "models"), cancellationToken);
        tried.Add(Saw(models));
        if (models.Status == 200 && OpenAIModels.Read(models.Json) is not null)
            return new OpenAIProtocol(spec);

        // A Triton whose models are still loading answers 400 here and is waited for by its own protocol.
        if (await TriedAsync(probe, "v2", tried, cancellationToken) is { Status: 200 } server && ServerFacts.Text(server.Json, "name") is not null)
            return await IsLanguageModelAsync(probe, cancellationToken) ? new TritonProtocol(spec) : new KServeProtocol(spec);
        if (await TriedAsync(probe, "v2/health/ready", tried, cancellationToken) is { Status: 200 } ready && (ready.Body.Length == 0 || ready.Json is not null))
            return new KServeProtocol(spec);
        if (await TriedAsync(probe, "info", tried, cancellationToken) is { Status: 200 } info && ServerFacts.Text(info.Json, "model_id") is not null)
            return new TgiProtocol(spec);
        if (await TriedAsync(probe, "api/version", tried, cancellationToken) is { Status: 200 } version && ServerFacts.Text(version.Json, "version") is not null)
            return new OllamaProtocol(spec);
        throw ServerProbe.Failure("JM3025", $"what is behind {probe.Server} is not known. Tried: {string.Join("; ", tried)}",
            "Check server.url; where it is right, name the kind: server.kind: openai, tgi, triton, ollama or kserve.");
    }

    private async Task<bool> IsLanguageModelAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            return (await TritonServer.FindAsync(probe, spec, cancellationToken)).Model.IsLanguageModel;
        }
        catch (JoulemarkException)
        {
            return false; // the protocol asks again, and says what is wrong
        }
    }

    private static async Task<ProbeAnswer?> TriedAsync(ServerProbe probe, string path, List<string> tried, CancellationToken cancellationToken)
    {
        var url = probe.Beside(path);
        var answer = await probe.TryAsync(url, cancellationToken);
        tried.Add(answer is null ? $"{url}: no answer" : Saw(answer));
        return answer;
    }

    private static string Saw(ProbeAnswer answer) => $"{answer.Url}: {answer.Status}{(answer.Status == 200 ? " " + (answer.MediaType ?? "without a type") : "")}";
}
