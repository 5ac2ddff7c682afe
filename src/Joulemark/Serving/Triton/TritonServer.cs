using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Serving.Counters;

namespace Joulemark.Serving.Triton;

/// <summary>A server that speaks KServe v2 (Triton, KServe's own, MLServer, OpenVINO Model Server …): found ready, and its model found.</summary>
/// <param name="Model">The model.</param>
/// <param name="Facts">What the server says of itself and of the model.</param>
/// <param name="Accumulates">What is known of the texts of a stream: see <see cref="TritonModel.Accumulates"/>.</param>
/// <param name="TakesBinary">True when tensors can go as bytes behind the JSON.</param>
/// <param name="Counters">Its metrics page; null when there is none.</param>
internal sealed record TritonServer(TritonModel Model, ServerFacts Facts, bool? Accumulates, bool TakesBinary, CounterSource? Counters)
{
    private const int MetricsPort = 8002;

    /// <summary>Names of language models as TensorRT-LLM's model repositories give them, the whole pipeline first.</summary>
    private static readonly string[] UsualNames = ["ensemble", "tensorrt_llm_bls", "tensorrt_llm"];

    /// <summary>Asks a server what it is.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 4: it is no such server, is not ready, or does not serve the model.</exception>
    public static async Task<TritonServer> FindAsync(ServerProbe probe, ServerSpec spec, CancellationToken cancellationToken)
    {
        // Triton says 400 until its models are loaded (triton-inference-server/server, src/http_server.cc, HandleServerHealth); others 503.
        var ready = await probe.AskUntilReadyAsync(probe.Beside("v2/health/ready"), cancellationToken, a => a.Status is 400 or 502 or 503 or 504);
        if (ready.Status != 200)
        {
            throw ServerProbe.Failure("JM3022", $"{ready.Url} answered {ready.Status}, so the server does not speak KServe v2. {ServerProbe.Quote(ready.Body)}",
                "Check server.url, or use server.kind: auto.");
        }

        var name = spec.Model ?? await OnlyModelAsync(probe, cancellationToken);
        var address = probe.Beside($"v2/models/{Uri.EscapeDataString(name)}");
        var answer = await probe.AskAsync(address, cancellationToken);
        if (answer.Status != 200 || TritonModel.Read(answer.Json) is not { } model)
            throw ServerProbe.Failure("JM3006", $"{probe.Server} does not serve '{name}': {answer.Url} answered {answer.Status}. {ServerProbe.Quote(answer.Body)}", "Correct server.model.");

        var server = await probe.TryJsonAsync(probe.Beside("v2"), cancellationToken);
        var config = await probe.TryJsonAsync(new Uri(address.AbsoluteUri + "/config"), cancellationToken);
        var facts = new ServerFacts();
        facts.Add("server.engine", ServerFacts.Text(server, "name") ?? "kserve");
        facts.Add("server.version", server, "version");
        facts.Add("server.model.platform", model.Platform);
        facts.Add("server.model.backend", config, "backend");
        facts.Add("server.max-batch", config, "max_batch_size");
        facts.AddSwitch("server.dynamic-batching", ServerFacts.Find(config, "dynamic_batching") is null ? config is null ? null : "false" : "true");
        facts.Add("server.model.inputs", string.Join("; ", model.Inputs.Select(i => i.Text)));
        facts.Add("server.model.outputs", string.Join("; ", model.Outputs.Select(o => o.Text)));
        facts.Add("server.body", spec.Body);
        var binary = ServerFacts.List(server, "extensions").Any(e => e.ValueKind == JsonValueKind.String && e.GetString() == "binary_tensor_data");

        // Triton has its metrics on a port of their own, and there is one Triton to a machine's port as a rule.
        Uri[] pages = spec.MetricsUrl is { } page ? [page] : [new UriBuilder(probe.Beside("metrics")) { Port = MetricsPort }.Uri, probe.Beside("metrics")];
        var counters = await CounterSource.FindAsync(probe, KnownCounters.Triton(name), pages, cancellationToken);
        if (counters is not null && spec.MetricsUrl is null && await counters.ReadAsync(probe, cancellationToken) is null)
            counters = null; // another server's page: it knows nothing of this model
        return new TritonServer(model, facts, model.Accumulates(config), binary, counters);
    }

    /// <summary>The model to ask for where the spec names none: TensorRT-LLM's pipeline, or the only one there is.</summary>
    private static async Task<string> OnlyModelAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        var index = await probe.TryJsonAsync(probe.Beside("v2/repository/index"), cancellationToken, "{\"ready\":true}");
        string[] ready = [.. ServerFacts.List(index).Where(m => ServerFacts.Text(m, "state") is null or "READY").Select(m => ServerFacts.Text(m, "name")).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (UsualNames.FirstOrDefault(ready.Contains) is { } usual)
            return usual;
        return ready.Length == 1 ? ready[0] : throw ServerProbe.Failure("JM3006",
            ready.Length == 0 ? $"{probe.Server} does not list its models" : $"{probe.Server} serves {ready.Length} models: {string.Join(", ", ready)}", "Name one in server.model.");
    }
}
