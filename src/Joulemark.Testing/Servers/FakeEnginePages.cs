using System.Globalization;
using System.Text.Json.Nodes;

namespace Joulemark.Testing.Servers;

/// <summary>What each engine says of itself, field for field as its own sources have it; the values are invented.</summary>
internal static class FakeEnginePages
{
    public const string Template = "{% for message in messages %}{{ message.content }}{% endfor %}";

    /// <summary>How it answers while it loads.</summary>
    public static (int Status, JsonObject Body) Loading(FakeEngine engine) => engine == FakeEngine.LlamaCpp
        ? (503, new JsonObject { ["error"] = new JsonObject { ["code"] = 503, ["message"] = "Loading model", ["type"] = "unavailable_error" } })
        : (503, new JsonObject { ["error"] = "unhealthy" });

    public static JsonObject Chunk(bool chat, JsonObject content, string? finish)
    {
        var choice = chat ? new JsonObject { ["index"] = 0, ["delta"] = content } : content;
        choice["logprobs"] = null;
        choice["finish_reason"] = finish;
        return new JsonObject { ["id"] = "cmpl-1", ["object"] = chat ? "chat.completion.chunk" : "text_completion", ["created"] = 1_764_000_000, ["model"] = "fake-model", ["choices"] = new JsonArray(choice) };
    }

    public static JsonObject Usage(int prompt, int completion) => new() { ["prompt_tokens"] = prompt, ["completion_tokens"] = completion, ["total_tokens"] = prompt + completion };

    /// <summary>A page in the Prometheus text format; null where the address has none.</summary>
    public static string? Metrics(FakeEngine engine, string route, bool isOn, FakeCounts counts)
    {
        string Text(string format) => string.Format(CultureInfo.InvariantCulture, format, counts.Running, counts.Requests, counts.PromptTokens, counts.OutputTokens);
        return (engine, route, isOn) switch
        {
            (FakeEngine.Vllm, "/metrics", _) => Text("""
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{{engine="0",model_name="fake-model"}} {0}.0
                vllm:num_requests_waiting{{engine="0",model_name="fake-model"}} 0.0
                vllm:kv_cache_usage_perc{{engine="0",model_name="fake-model"}} 0.25
                vllm:prefix_cache_queries_total{{engine="0",model_name="fake-model"}} {2}.0
                vllm:prefix_cache_queries_created{{engine="0",model_name="fake-model"}} 1.764e+09
                vllm:prefix_cache_hits_total{{engine="0",model_name="fake-model"}} 0.0
                vllm:num_preemptions_total{{engine="0",model_name="fake-model"}} 0.0
                vllm:prompt_tokens_total{{engine="0",model_name="fake-model"}} {2}.0
                vllm:generation_tokens_total{{engine="0",model_name="fake-model"}} {3}.0
                vllm:request_success_total{{engine="0",finished_reason="stop",model_name="fake-model"}} {1}.0
                vllm:request_success_total{{engine="0",finished_reason="length",model_name="fake-model"}} 0.0
                vllm:cache_config_info{{block_size="16",cache_dtype="auto",calculate_kv_scales="False",cpu_offload_gb="0",enable_prefix_caching="True",engine="0",gpu_memory_utilization="0.9",is_attention_free="False",num_cpu_blocks="None",num_gpu_blocks="27000",num_gpu_blocks_override="None",prefix_caching_hash_algo="builtin",sliding_window="None",swap_space="4"}} 1.0

                """),
            (FakeEngine.Sglang, "/metrics", true) => Text("""
                # TYPE sglang:num_running_reqs gauge
                sglang:num_running_reqs{{engine_type="unified",model_name="fake-model",moe_ep_rank="0",pp_rank="0",tp_rank="0"}} {0}.0
                sglang:num_running_reqs{{engine_type="unified",model_name="fake-model",moe_ep_rank="0",pp_rank="0",tp_rank="1"}} {0}.0
                sglang:num_queue_reqs{{engine_type="unified",model_name="fake-model",tp_rank="0"}} 0.0
                sglang:token_usage{{engine_type="unified",model_name="fake-model",tp_rank="0"}} 0.5
                sglang:prompt_tokens_total{{is_streaming="true",model_name="fake-model"}} {2}.0
                sglang:cached_tokens_total{{cache_source="device",model_name="fake-model"}} 0.0
                sglang:generation_tokens_total{{is_streaming="true",model_name="fake-model"}} {3}.0
                sglang:num_requests_total{{is_streaming="true",model_name="fake-model"}} {1}.0

                """),
            (FakeEngine.LlamaCpp, "/metrics", true) => Text("""
                # HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
                # TYPE llamacpp:prompt_tokens_total counter
                llamacpp:prompt_tokens_total {2}
                llamacpp:prompt_tokens_cached_total 0
                llamacpp:tokens_predicted_total {3}
                llamacpp:n_decode_total {3}
                llamacpp:n_busy_slots_per_decode 1
                llamacpp:requests_processing {0}
                llamacpp:requests_deferred 0

                """),
            (FakeEngine.TrtllmServe, "/prometheus/metrics", true) => Text("""
                # TYPE trtllm_request_success_total counter
                trtllm_request_success_total{{engine_type="undefined",finished_reason="stop",model_name="fake-model"}} {1}.0
                trtllm_num_requests_running{{engine_type="undefined",model_name="fake-model"}} {0}.0
                trtllm_num_requests_waiting{{engine_type="undefined",model_name="fake-model"}} 0.0
                trtllm_kv_cache_utilization{{engine_type="undefined",model_name="fake-model"}} 0.125
                trtllm_prompt_tokens_total{{engine_type="undefined",model_name="fake-model"}} {2}.0
                trtllm_generation_tokens_total{{engine_type="undefined",model_name="fake-model"}} {3}.0

                """),
            (FakeEngine.Tgi, "/metrics", _) => counts.Requests == 0 ? "\n" : Text("""
                # TYPE tgi_queue_size gauge
                tgi_queue_size 0
                # TYPE tgi_batch_current_size gauge
                tgi_batch_current_size {0}
                # TYPE tgi_request_success counter
                tgi_request_success {1}
                # TYPE tgi_request_input_length histogram
                tgi_request_input_length_sum {2}
                tgi_request_input_length_count {1}
                tgi_request_generated_tokens_sum {3}
                tgi_request_generated_tokens_count {1}

                """),
            _ => null,
        };
    }

    /// <summary>A JSON page; null where the address has none.</summary>
    public static JsonNode? Page(FakeEngine engine, FakeCall call, IReadOnlyList<string> models, bool tellsAll, string ollama) => (engine, call.Route) switch
    {
        (_, "/v1/models") => new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. models.Select(m => Entry(engine, m))]) },
        (FakeEngine.Vllm, "/version") => new JsonObject { ["version"] = "0.11.2" },
        (FakeEngine.TrtllmServe, "/version") => new JsonObject { ["version"] = "1.1.0" },
        (FakeEngine.TrtllmServe, "/metrics") => JsonNode.Parse("""
            [{"iter": 153, "numActiveRequests": 9}, {"iter": 154, "iterLatencyMS": 7.0, "numActiveRequests": 3, "numQueuedRequests": 2,
              "kvCacheStats": {"usedNumBlocks": 25, "maxNumBlocks": 100, "tokensPerBlock": 32}, "inflightBatchingStats": {"numScheduledRequests": 1}}]
            """),
        (FakeEngine.Vllm, "/server_info") when tellsAll && call.Path.EndsWith("?config_format=json", StringComparison.Ordinal) => JsonNode.Parse("""
            {"vllm_config": {"model_config": {"dtype": "torch.bfloat16", "quantization": "fp8", "revision": null, "max_model_len": 32768, "enforce_eager": false},
              "scheduler_config": {"max_num_seqs": 256, "max_num_batched_tokens": 8192, "enable_chunked_prefill": true},
              "parallel_config": {"tensor_parallel_size": 2, "pipeline_parallel_size": 1, "data_parallel_size": 1}, "speculative_config": null}}
            """),
        (FakeEngine.Sglang, "/get_model_info" or "/model_info") => JsonNode.Parse("""{"model_path": "org/fake-model", "tokenizer_path": "org/fake-model", "is_generation": true}"""),
        (FakeEngine.Sglang, "/get_server_info" or "/server_info") => JsonNode.Parse("""
            {"model_path": "org/fake-model", "api_key": "sk-of-the-server", "dtype": "auto", "quantization": "fp8", "kv_cache_dtype": "auto", "context_length": null, "revision": "abc123",
             "max_running_requests": null, "max_total_tokens": null, "mem_fraction_static": 0.85, "disable_radix_cache": false, "disable_cuda_graph": false, "tp_size": 2, "dp_size": 1, "pp_size": 1,
             "attention_backend": "fa3", "chunked_prefill_size": 8192, "max_prefill_tokens": 16384, "page_size": 1, "speculative_algorithm": null, "chat_template": null,
             "status": "ready", "max_total_num_tokens": 326223, "max_req_input_len": 32762, "internal_states": [{"effective_max_running_requests_per_dp": 2048}], "version": "0.5.4"}
            """),
        (FakeEngine.LlamaCpp, "/props") => new JsonObject
        {
            ["default_generation_settings"] = new JsonObject { ["id"] = 0, ["n_ctx"] = 4096 },
            ["total_slots"] = 4,
            ["model_alias"] = "fake-model",
            ["model_path"] = "fake-model.gguf",
            ["chat_template"] = Template,
            ["build_info"] = "b6123-79c1160b",
        },
        (FakeEngine.Tgi, "/info") => JsonNode.Parse("""
            {"model_id": "fake-model", "model_sha": "e985a63cdc139290c5f700ff1929f0b5942cced2", "model_pipeline_tag": "text-generation",
             "max_concurrent_requests": 128, "max_best_of": 2, "max_stop_sequences": 4, "max_input_tokens": 1024, "max_total_tokens": 2048, "validation_workers": 2, "max_client_batch_size": 4,
             "router": "text-generation-router", "version": "3.3.4", "sha": "abcdef", "docker_label": "sha-abcdef"}
            """),
        (FakeEngine.Ollama, "/api/version") => new JsonObject { ["version"] = ollama },
        (FakeEngine.Ollama, "/api/tags") => new JsonObject { ["models"] = new JsonArray([.. models.Select(m => (JsonNode)OllamaEntry(m))]) },
        (FakeEngine.Ollama, "/api/ps") => new JsonObject { ["models"] = new JsonArray([.. models.Take(1).Select(m => (JsonNode)OllamaEntry(m, loaded: true))]) },
        (FakeEngine.Ollama, "/api/show") => new JsonObject
        {
            ["template"] = Template,
            ["details"] = new JsonObject { ["format"] = "gguf", ["family"] = "llama", ["parameter_size"] = "3.2B", ["quantization_level"] = "Q4_K_M" },
            ["model_info"] = new JsonObject { ["general.architecture"] = "llama", ["general.parameter_count"] = 3_212_749_888, ["llama.context_length"] = 131072 },
            ["capabilities"] = new JsonArray("completion"),
        },
        _ => null,
    };

    private static JsonObject Entry(FakeEngine engine, string model)
    {
        var entry = new JsonObject { ["id"] = model, ["object"] = "model", ["created"] = 1_764_000_000 };
        switch (engine)
        {
            case FakeEngine.Vllm:
                (entry["owned_by"], entry["root"], entry["parent"], entry["max_model_len"]) = ("vllm", "org/" + model, null, 32768);
                break;
            case FakeEngine.Sglang:
                (entry["owned_by"], entry["root"], entry["max_model_len"]) = ("sglang", model, 32768);
                break;
            case FakeEngine.LlamaCpp:
                entry["owned_by"] = "llamacpp";
                entry["meta"] = new JsonObject { ["vocab_type"] = 2, ["n_vocab"] = 128256, ["n_ctx_train"] = 131072, ["n_embd"] = 4096, ["n_params"] = 8_030_261_312, ["size"] = 4_912_898_304, ["ftype"] = "Q4_K - Medium" };
                break;
            case FakeEngine.TrtllmServe:
                entry["owned_by"] = "tensorrt_llm";
                break;
            case FakeEngine.Tgi:
                entry["owned_by"] = model;
                break;
            case FakeEngine.Ollama:
                entry["owned_by"] = "library";
                break;
            default:
                entry["owned_by"] = "system";
                break;
        }

        return entry;
    }

    private static JsonObject OllamaEntry(string model, bool loaded = false)
    {
        var entry = new JsonObject
        {
            ["name"] = model + ":latest",
            ["model"] = model + ":latest",
            ["size"] = 2_019_393_189,
            ["digest"] = "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
            ["details"] = new JsonObject { ["format"] = "gguf", ["parameter_size"] = "3.2B", ["quantization_level"] = "Q4_K_M" },
        };
        if (loaded)
            (entry["context_length"], entry["size_vram"], entry["expires_at"]) = (4096, 2_019_393_189, "2026-11-25T12:30:00Z");
        return entry;
    }
}
