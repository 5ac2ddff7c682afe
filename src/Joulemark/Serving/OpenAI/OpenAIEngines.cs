using System.Text.Json;
using Joulemark.Serving.Counters;
using Joulemark.Serving.Ollama;
using Joulemark.Serving.Tgi;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// The engines that are told apart, and how. What each takes was read in its request's own class: vllm-project/vllm,
/// <c>vllm/entrypoints/openai/engine/protocol.py</c> at 040a2cc (owner, <c>StreamOptions</c>); sgl-project/sglang,
/// <c>python/sglang/srt/entrypoints/openai/protocol.py</c> at 004c82e; NVIDIA/TensorRT-LLM,
/// <c>tensorrt_llm/serve/openai_protocol.py</c> at 0076e93, which rejects fields that it does not know.
/// </summary>
internal static class OpenAIEngines
{
    /// <summary>An API of which nothing is known but that it is compatible: it is sent what the API has, and nothing more.</summary>
    public static OpenAIEngine Other { get; } = new("other");

    /// <summary>An API on somebody else's machines, which reject fields that they do not know.</summary>
    public static OpenAIEngine Hosted { get; } = new("hosted");

    private static readonly OpenAIEngine Vllm = new("vllm")
    {
        TakesIgnoreEos = true,
        TakesMinTokens = true,
        TakesContinuousUsage = true,
        TakesTokenIds = true,
        Health = "health",
        Counters = KnownCounters.Vllm,
        DescribeAsync = VllmFacts.AddAsync,
    };

    private static readonly OpenAIEngine Sglang = new("sglang")
    {
        TakesIgnoreEos = true,
        TakesMinTokens = true,
        TakesContinuousUsage = true,
        TakesTokenIds = true,
        Health = "health",
        Counters = KnownCounters.Sglang,
        DescribeAsync = SglangFacts.AddAsync,
    };

    private static readonly OpenAIEngine TrtllmServe = new("trtllm-serve")
    {
        TakesIgnoreEos = true,
        TakesMinTokens = true,
        TakesContinuousUsage = true,
        TakesTokenIds = true,
        Health = "health",
        Counters = KnownCounters.TrtllmServe,
        MetricsPages = ["prometheus/metrics"],
        DescribeAsync = async (probe, entry, _, facts, cancellationToken) =>
        {
            facts.Add("server.version", await probe.TryJsonAsync(probe.Beside("version"), cancellationToken), "version");
            facts.Add("server.max-model-len", entry, "max_model_len");
        },
    };

    private static readonly OpenAIEngine LlamaCpp = new("llama.cpp")
    {
        TakesIgnoreEos = true,
        TakesTokenIds = true,
        Health = "health",
        Counters = KnownCounters.LlamaCpp,
        DescribeAsync = LlamaCppFacts.AddAsync,
    };

    private static readonly OpenAIEngine Tgi = new("tgi")
    {
        Health = "health",
        Counters = KnownCounters.Tgi,
        DescribeAsync = async (probe, _, _, facts, cancellationToken) => TgiFacts.Add(await probe.TryJsonAsync(probe.Beside("info"), cancellationToken), facts),
    };

    private static readonly OpenAIEngine Ollama = new("ollama")
    {
        DescribeAsync = (probe, _, model, facts, cancellationToken) => OllamaFacts.AddAsync(probe, model, facts, cancellationToken),
    };

    private static readonly OpenAIEngine Reference = new("joulemark")
    {
        TakesIgnoreEos = true,
        Counters = KnownCounters.Reference,
        DescribeAsync = (_, entry, _, facts, _) =>
        {
            facts.Add("server.model.dtype", entry, "meta", "precision");
            facts.Add("server.model.parameters", entry, "meta", "n_params");
            facts.Add("server.model.revision", entry, "meta", "revision");
            facts.Add("server.max-model-len", entry, "max_model_len");
            facts.Add("server.max-batch", entry, "meta", "max_batch");
            return Task.CompletedTask;
        },
    };

    private static readonly OpenAIEngine[] All = [Vllm, Sglang, TrtllmServe, LlamaCpp, Tgi, Ollama, Reference, Hosted, Other];

    /// <summary>Names that a spec may give.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(e => e.Name)];

    /// <summary>The engine that a spec names.</summary>
    public static OpenAIEngine Named(string name) => All.First(e => e.Name == name);

    /// <summary>
    /// Finds out what is behind an API. Most say it themselves as the owner of their models; the others are asked for what
    /// only they have.
    /// </summary>
    public static async Task<OpenAIEngine> DetectAsync(ServerProbe probe, JsonElement? entry, CancellationToken cancellationToken)
    {
        var owner = ServerFacts.Text(entry, "owned_by");
        var owned = owner switch
        {
            "vllm" => Vllm,
            "sglang" => Sglang,
            "tensorrt_llm" => TrtllmServe,
            "llamacpp" => LlamaCpp,
            "joulemark" => Reference,
            _ => null,
        };
        if (owned is not null)
            return owned;
        if (IsHosted(probe.Server))
            return Hosted; // it has nothing beside its API, and is not to be pestered with questions

        if (ServerFacts.Text(await probe.TryJsonAsync(probe.Beside("info"), cancellationToken), "model_id") is not null)
            return Tgi;
        if (ServerFacts.Text(await probe.TryJsonAsync(probe.Beside("api/version"), cancellationToken), "version") is not null)
            return Ollama;
        if (ServerFacts.Find(await probe.TryJsonAsync(probe.Beside("props"), cancellationToken), "default_generation_settings") is not null)
            return LlamaCpp;
        if (ServerFacts.Text(await probe.TryJsonAsync(probe.Beside("get_model_info"), cancellationToken), "model_path") is not null)
            return Sglang;
        return await probe.TryAsync(probe.Beside("metrics"), cancellationToken) is { Status: 200 } page && page.Body.Contains("vllm:", StringComparison.Ordinal) ? Vllm : Other;
    }

    /// <summary>True for a public name over HTTPS: a machine of one's own is named by its address, or by a name that only its network knows.</summary>
    private static bool IsHosted(Uri server) => server.Scheme == Uri.UriSchemeHttps && server.HostNameType == UriHostNameType.Dns
        && server.Host.Contains('.', StringComparison.Ordinal)
        && !server.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) && !server.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
}
