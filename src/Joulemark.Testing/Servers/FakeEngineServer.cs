using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>
/// The servers that people run language models with, as their sources and documentation have them: what they say of
/// themselves, the counters they keep, the fields they take, how they answer while loading, and how they break.
/// </summary>
public sealed class FakeEngineServer : FakeServer
{
    private static readonly string[] HostedFields = ["model", "messages", "prompt", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "seed", "top_p", "n", "stop", "user"];

    private FakeEngineServer(FakeEngine engine) => Engine = engine;

    /// <summary>What it plays.</summary>
    public FakeEngine Engine { get; }

    /// <summary>Names of its models.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["fake-model"];

    /// <summary>False where metrics are not switched on; default true.</summary>
    public bool HasMetrics { get; set; } = true;

    /// <summary>True where the engine is started so that it tells its whole configuration (vLLM's <c>VLLM_SERVER_DEV_MODE</c>).</summary>
    public bool TellsAll { get; set; }

    /// <summary>Version of Ollama that it plays; default 0.12.6.</summary>
    public string OllamaVersion { get; set; } = "0.12.6";

    /// <summary>Prompt tokens that Ollama says its cache had; null, the default, leaves the field out, as versions before late August 2026 do.</summary>
    public int? OllamaCachedTokens { get; set; }

    /// <summary>Texts that it thinks before it answers; default none.</summary>
    public IReadOnlyList<string> Thinking { get; set; } = [];

    /// <summary>Starts a server.</summary>
    public static FakeEngineServer Start(FakeEngine engine) => new(engine);

    private protected override async Task<bool> AnswerAsync(FakeConnection connection, FakeCall call)
    {
        if (Loading)
        {
            var (status, body) = FakeEnginePages.Loading(Engine);
            await SendJsonAsync(connection, body, status);
            return true;
        }

        switch (call.Method, call.Route)
        {
            case ("POST", "/v1/chat/completions" or "/v1/completions"):
                return await CompleteAsync(connection, call);
            case ("POST", "/generate_stream") when Engine == FakeEngine.Tgi:
                return await GenerateTgiAsync(connection, call);
            case ("POST", "/api/chat" or "/api/generate") when Engine == FakeEngine.Ollama:
                return await GenerateOllamaAsync(connection, call);
        }

        var counts = new FakeCounts(Running, RequestsDone, PromptTokensDone, OutputTokensDone);
        if (FakeEnginePages.Metrics(Engine, call.Route, HasMetrics, counts) is { } metrics)
            await SendTextAsync(connection, metrics);
        else if (FakeEnginePages.Page(Engine, call, Models, TellsAll, OllamaVersion) is { } page)
            await SendJsonAsync(connection, page);
        else if (call.Route == "/health" && Engine is not (FakeEngine.Ollama or FakeEngine.Hosted))
            await connection.SendAsync(200, "text/plain", "", Stopping);
        else if (call.Route == "/metrics" && Engine == FakeEngine.LlamaCpp)
            await SendJsonAsync(connection, new JsonObject { ["error"] = new JsonObject { ["code"] = 501, ["message"] = "This server does not support metrics endpoint. Start it with `--metrics`", ["type"] = "not_supported_error" } }, 501);
        else
            await SendJsonAsync(connection, new JsonObject { ["detail"] = "Not Found" }, 404);
        return true;
    }

    private static int Number(JsonNode? body, string name, int other) => body?[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : other;

    private static bool Flag(JsonNode? body, string name) => body?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private async Task<bool> CompleteAsync(FakeConnection connection, FakeCall call)
    {
        var body = call.Json;
        if (Engine == FakeEngine.Hosted && body.Select(f => f.Key).FirstOrDefault(f => !HostedFields.Contains(f, StringComparer.Ordinal)) is { } unknown)
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = new JsonObject { ["message"] = $"Unrecognized request argument supplied: {unknown}", ["type"] = "invalid_request_error" } }, 400);
            return true;
        }

        if (!Models.Contains(body["model"]?.GetValue<string>(), StringComparer.Ordinal) && Engine is not FakeEngine.LlamaCpp)
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = new JsonObject { ["message"] = $"The model `{body["model"]}` does not exist.", ["code"] = 404 } }, 404);
            return true;
        }

        var chat = call.Route.Contains("chat", StringComparison.Ordinal);
        var most = Number(body, "max_completion_tokens", Number(body, "max_tokens", 16));
        var exact = Flag(body, "ignore_eos") && Engine is (FakeEngine.Vllm or FakeEngine.Sglang or FakeEngine.TrtllmServe or FakeEngine.LlamaCpp);
        var continuous = Flag(body["stream_options"], "continuous_usage_stats") && Engine is (FakeEngine.Vllm or FakeEngine.Sglang or FakeEngine.TrtllmServe);
        await connection.BeginStreamAsync(promisesKeepAlive: Engine == FakeEngine.LlamaCpp, Stopping);
        Task Event(JsonNode data) => connection.SendChunkAsync(Encoding.UTF8.GetBytes($"data: {data.ToJsonString(FakeJson.Plain)}\n\n"), Stopping);
        if (chat)
            await Event(FakeEnginePages.Chunk(chat, new JsonObject { ["role"] = "assistant", ["content"] = Engine == FakeEngine.LlamaCpp ? null : "" }, null));
        var count = 0;
        foreach (var thought in Thinking)
            await Event(FakeEnginePages.Chunk(chat, new JsonObject { [Engine is FakeEngine.Vllm or FakeEngine.Ollama ? "reasoning" : "reasoning_content"] = thought }, null));
        await foreach (var token in GenerateAsync(most, exact))
        {
            if (Fails && count == 1)
            {
                await Event(new JsonObject { ["error"] = new JsonObject { ["code"] = 500, ["message"] = "the engine died", ["type"] = "server_error" } });
                await connection.EndStreamAsync(Stopping);
                return false;
            }

            count++;
            var chunk = FakeEnginePages.Chunk(chat, new JsonObject { [chat ? "content" : "text"] = token }, null);
            if (continuous)
                chunk["usage"] = FakeEnginePages.Usage(PromptTokens, count + Thinking.Count);
            await Event(chunk);
        }

        await Event(FakeEnginePages.Chunk(chat, chat ? [] : new JsonObject { ["text"] = "" }, count == most ? "length" : "stop"));
        if (Flag(body["stream_options"], "include_usage"))
        {
            var last = new JsonObject { ["object"] = "chat.completion.chunk", ["choices"] = new JsonArray(), ["usage"] = FakeEnginePages.Usage(PromptTokens, count + Thinking.Count) };
            if (Engine == FakeEngine.LlamaCpp)
                last["timings"] = new JsonObject { ["cache_n"] = 3, ["prompt_n"] = PromptTokens - 3, ["prompt_ms"] = 1.5, ["predicted_n"] = count, ["predicted_ms"] = 12.5 };
            await Event(last);
        }

        await connection.SendChunkAsync("data: [DONE]\n\n"u8.ToArray(), Stopping);
        await connection.EndStreamAsync(Stopping);
        return Engine != FakeEngine.LlamaCpp; // it closes after each stream, whatever its head says
    }

    private async Task<bool> GenerateTgiAsync(FakeConnection connection, FakeCall call)
    {
        var parameters = call.Json["parameters"];
        var most = Number(parameters, "max_new_tokens", 100);
        await connection.BeginStreamAsync(promisesKeepAlive: false, Stopping, "text/event-stream");
        Task Event(JsonNode data) => connection.SendChunkAsync(Encoding.UTF8.GetBytes($"data:{data.ToJsonString(FakeJson.Plain)}\n\n"), Stopping);
        if (parameters?["temperature"] is JsonValue temperature && temperature.GetValue<double>() <= 0)
        {
            await Event(new JsonObject { ["error"] = "Input validation error: `temperature` must be strictly positive", ["error_type"] = "validation" });
            await connection.EndStreamAsync(Stopping);
            return true;
        }

        var (index, text, held) = (0, new StringBuilder(), (JsonObject?)null);
        await foreach (var token in GenerateAsync(most, exact: false))
        {
            if (Fails && index == 1)
            {
                await Event(held!);
                await Event(new JsonObject { ["error"] = "Request failed during generation: Server error: CUDA out of memory", ["error_type"] = "generation" });
                await connection.EndStreamAsync(Stopping);
                return true;
            }

            if (held is not null)
                await Event(held);
            text.Append(token);
            held = TokenOf(++index, token, special: false);
        }

        // The last token carries the details; where the model ended the answer that is its end token.
        if (index < most)
        {
            await Event(held!);
            held = TokenOf(++index, "</s>", special: true);
        }

        held!["generated_text"] = text.ToString();
        held["details"] = new JsonObject
        {
            ["finish_reason"] = index == most && !held["token"]!["special"]!.GetValue<bool>() ? "length" : "eos_token",
            ["generated_tokens"] = index,
            ["seed"] = null,
            ["input_length"] = PromptTokens,
        };
        await Event(held);
        await connection.EndStreamAsync(Stopping);
        return true;

        static JsonObject TokenOf(int index, string token, bool special) => new()
        {
            ["index"] = index,
            ["token"] = new JsonObject { ["id"] = 100 + index, ["text"] = token, ["logprob"] = -0.25, ["special"] = special },
            ["generated_text"] = null,
            ["details"] = null,
        };
    }

    private async Task<bool> GenerateOllamaAsync(FakeConnection connection, FakeCall call)
    {
        var body = call.Json;
        if (!Models.Contains(body["model"]?.GetValue<string>().Replace(":latest", "", StringComparison.Ordinal), StringComparer.Ordinal))
        {
            await SendJsonAsync(connection, new JsonObject { ["error"] = $"model '{body["model"]}' not found" }, 404);
            return true;
        }

        var chat = call.Route == "/api/chat";
        var most = Number(body["options"], "num_predict", 128);
        await connection.BeginStreamAsync(promisesKeepAlive: false, Stopping, "application/x-ndjson");
        Task Line(JsonObject data) => connection.SendChunkAsync(Encoding.UTF8.GetBytes(data.ToJsonString(FakeJson.Plain) + "\n"), Stopping);
        JsonObject Piece(string text, string? thinking = null)
        {
            var piece = new JsonObject { ["model"] = body["model"]!.GetValue<string>(), ["created_at"] = "2026-11-25T12:00:00.000000Z" };
            var holder = chat ? new JsonObject { ["role"] = "assistant" } : piece;
            holder[chat ? "content" : "response"] = text;
            if (thinking is not null)
                holder["thinking"] = thinking;
            if (chat)
                piece["message"] = holder;
            piece["done"] = false;
            return piece;
        }

        foreach (var thought in Thinking)
            await Line(Piece("", thought));
        var count = 0;
        await foreach (var token in GenerateAsync(most, exact: false))
        {
            if (Fails && count == 1)
            {
                await Line(new JsonObject { ["error"] = "an error was encountered while running the model: unexpected EOF" });
                await connection.EndStreamAsync(Stopping);
                return true;
            }

            count++;
            await Line(Piece(token));
        }

        var last = Piece("");
        last["done"] = true;
        last["done_reason"] = count == most ? "length" : "stop";
        last["total_duration"] = 5_589_157_167;
        last["load_duration"] = 3_013_701_500;
        last["prompt_eval_count"] = PromptTokens;
        if (OllamaCachedTokens is { } cached)
            last["prompt_eval_cached_count"] = cached;
        last["prompt_eval_duration"] = 1_160_282_000;
        last["eval_count"] = count + Thinking.Count;
        last["eval_duration"] = 1_325_948_000;
        await Line(last);
        await connection.EndStreamAsync(Stopping);
        return true;
    }
}
