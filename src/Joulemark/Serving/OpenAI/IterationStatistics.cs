using System.Globalization;
using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Serving.OpenAI;

/// <summary>
/// trtllm-serve's <c>/metrics</c> where it has no Prometheus page: the statistics of the iterations since it was last asked,
/// a JSON list that is empty when there were none. Reading takes them out of its queue. NVIDIA/TensorRT-LLM,
/// <c>tensorrt_llm/serve/openai_server.py</c> at 0005772 (<c>get_iteration_stats</c>); the fields are those of which
/// <c>tensorrt_llm/metrics/collector.py</c> at 050f80d makes its gauges, and mean the same here.
/// </summary>
internal static class IterationStatistics
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<ServerCounters?> ReadAsync(ServerProbe probe, Uri url, CancellationToken cancellationToken)
    {
        if (await probe.TryBytesAsync(url, Patience, cancellationToken) is not { } body)
            return null;
        try
        {
            var list = JsonElement.Parse(body);
            return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? Of(list[list.GetArrayLength() - 1]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ServerCounters? Of(JsonElement last)
    {
        var (used, most) = (Number(last, "kvCacheStats", "usedNumBlocks"), Number(last, "kvCacheStats", "maxNumBlocks"));
        return new ServerCounters
        {
            Running = Number(last, "numActiveRequests"),
            Waiting = Number(last, "numQueuedRequests"),
            KvCacheUse = most > 0 ? used / most : null,
        };
    }

    private static double? Number(JsonElement json, params ReadOnlySpan<string> path) =>
        double.TryParse(ServerFacts.Text(json, path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
